import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { acknowledge, release } from '../../../../src/alerting/handling.ts'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { wallTime } from '../../../../src/core/zones/time-zone.ts'
import { routeOf, T0 } from '../../../support/alerts/alerting.ts'
import { standing, World, who } from '../../../support/alerts/deciding.ts'

describe('an escalation', () => {
  const steps = [
    { to: ['duty'], after: 0 },
    { to: ['boss'], after: 30 * MINUTE },
  ]
  const rota = {
    name: 'duty',
    start: wallTime('UTC', T0),
    zone: 'UTC',
    contacts: ['ann', 'bob'],
    overrides: [],
  }
  const policy = { route: routeOf({ steps }), rotas: [rota] }

  test('tells the next in line when nobody has taken it on', () => {
    const world = new World(undefined, policy)
    assert.deepEqual(who(world.look(T0, standing())), ['ann new'])
    assert.deepEqual(who(world.look(T0 + 29 * MINUTE, standing())), [])
    assert.deepEqual(who(world.look(T0 + 30 * MINUTE, standing())), ['boss unanswered'])
    assert.deepEqual(who(world.look(T0 + HOUR, standing())), [])
    assert.deepEqual(who(world.look(T0 + 2 * HOUR, [])), ['ann resolved', 'boss resolved'])
  })

  test('stops where somebody has', () => {
    const world = new World(undefined, policy)
    world.look(T0, standing())
    world.touch(episode => acknowledge(episode, { by: 'ann', at: T0 + MINUTE }))
    assert.deepEqual(who(world.look(T0 + DAY, standing())), [])
    world.touch(release)
    assert.deepEqual(who(world.look(T0 + 2 * DAY, standing())), ['boss unanswered'])
  })

  test('does not wait for somebody who cannot be reached', () => {
    const world = new World(undefined, policy)
    world.look(T0, standing())
    world.unreachable = ['ann']
    assert.deepEqual(who(world.look(T0 + MINUTE, standing())), ['boss unreachable'])
  })

  test('hands over with the rota', () => {
    const world = new World(undefined, { ...policy, route: routeOf({ steps: steps.slice(0, 1) }) })
    world.look(T0, standing())
    assert.deepEqual(who(world.look(T0 + 7 * DAY, standing())), ['bob handover'])
    assert.deepEqual(who(world.look(T0 + 8 * DAY, [])), ['ann resolved', 'bob resolved'])
  })
})
