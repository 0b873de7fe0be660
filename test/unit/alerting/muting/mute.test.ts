import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TimeInterval } from '../../../../src/alerting/muting/interval.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import { routeOf, ruleOf, T0 } from '../../../support/alerts/alerting.ts'
import { reasons, standing, World } from '../../../support/alerts/deciding.ts'

describe('a route with hours', () => {
  const night: TimeInterval = {
    name: 'night',
    zone: 'UTC',
    weekdays: [],
    days: [],
    months: [],
    times: [{ from: 22 * 60, to: 6 * 60 }],
  }

  test('is quiet during a maintenance window, and told of what still stands after it', () => {
    const world = new World(undefined, { route: routeOf({ muteDuring: ['night'] }), intervals: [night] })
    const silent = world.look(T0, standing())
    assert.deepEqual(
      silent.muted.map(({ reason }) => reason),
      ['out of hours'],
    )
    assert.deepEqual(reasons(world.look(T0 + 6 * HOUR, standing())), ['new'])
  })

  test('that is active at night alone is quiet by day', () => {
    const world = new World([ruleOf({ for: 0 })], {
      route: routeOf({ activeDuring: ['night'] }),
      intervals: [night],
    })
    assert.deepEqual(reasons(world.look(T0 + 12 * HOUR, standing())), [])
    assert.deepEqual(reasons(world.look(T0 + 22 * HOUR, standing())), ['new'])
  })
})
