import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../src/core/duration.ts'
import { routeOf, T0 } from '../../../support/alerts/alerting.ts'
import { many, World } from '../../../support/alerts/deciding.ts'

describe('a group', () => {
  const route = routeOf({ groupBy: ['indicator'], groupWait: 5 * MINUTE })

  test('is one message for what comes within its wait', () => {
    const world = new World(undefined, { route })
    assert.deepEqual(
      world.look(T0, many(2)).muted.map(({ reason }) => reason),
      ['gathering', 'gathering'],
    )
    const { singles, bundles } = world.look(T0 + 5 * MINUTE, many(5))
    assert.equal(singles.length, 0)
    assert.deepEqual(
      bundles.map(({ group, notifications }) => [group, notifications.length]),
      [[{ indicator: 'task_run_time_p50' }, 5]],
    )
  })

  test('keeps apart what differs in its labels', () => {
    const world = new World(undefined, { route: routeOf({ groupBy: ['task_type'] }) })
    const { singles, bundles } = world.look(T0, many(2))
    assert.deepEqual([singles.length, bundles.length], [2, 0])
  })
})
