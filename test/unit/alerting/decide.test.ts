import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type Episode, isEndOwed } from '../../../src/alerting/episode.ts'
import { acknowledge, snooze } from '../../../src/alerting/handling.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { routeOf, ruleOf, T0 } from '../../support/alerts/alerting.ts'
import { notified, reasons, standing, World } from '../../support/alerts/deciding.ts'

describe('an alarm', () => {
  test('is told once, and its end is told', () => {
    const world = new World()
    assert.deepEqual(reasons(world.look(T0, standing())), ['new'])
    assert.deepEqual(reasons(world.look(T0 + HOUR, standing())), [])
    const end = world.look(T0 + 2 * HOUR, [])
    assert.deepEqual(reasons(end), ['resolved'])
    assert.equal(end.singles[0]?.episode.sequence, 2)
    assert.deepEqual(reasons(world.look(T0 + 3 * HOUR, [])), [])
  })

  test('is told again when a watch becomes a page, with a number of its own', () => {
    const world = new World()
    world.look(T0, standing('watch'))
    const escalated = world.look(T0 + MINUTE, standing('page'))
    assert.deepEqual(reasons(escalated), ['escalated'])
    assert.equal(escalated.singles[0]?.episode.sequence, 2)
    assert.equal(world.look(T0 + 2 * HOUR, []).singles[0]?.episode.sequence, 3)
  })

  test('is repeated at growing pauses where its rule says so', () => {
    const world = new World([ruleOf({ for: 0 })], { route: routeOf({ repeat: HOUR }) })
    const at: number[] = []
    for (let hour = 0; hour <= 32; hour += 0.5) {
      if (reasons(world.look(T0 + hour * HOUR, standing())).length > 0) at.push(hour)
    }
    assert.deepEqual(at, [0, 1, 3, 7, 15, 31])
  })

  test('survives a restart at any look without being told twice', () => {
    const world = new World([ruleOf({ for: 0 })], { route: routeOf({ repeat: HOUR }) })
    for (let hour = 0; hour < 10; hour += 1) {
      world.look(T0 + hour * HOUR, standing())
      world.episodes = new Map(JSON.parse(JSON.stringify([...world.episodes])) as Array<[string, Episode]>)
      assert.deepEqual(reasons(world.look(T0 + hour * HOUR, standing())), [])
    }
  })
})

describe('what is told', () => {
  test('bears a number that no other message to the contact about the alarm has, and keeps its conversation', () => {
    const happenings = fc.array(
      fc.record({
        minutes: fc.integer({ min: 0, max: 300 }),
        state: fc.constantFrom('watch' as const, 'page' as const, 'gone' as const),
        deed: fc.constantFrom('none' as const, 'none' as const, 'acknowledge' as const, 'snooze' as const),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(happenings, list => {
        const steps = [
          { to: ['ann'], after: 0 },
          { to: ['bob'], after: HOUR },
        ]
        const world = new World(undefined, { route: routeOf({ steps, repeat: 30 * MINUTE }) })
        const numbers = new Map<string, { last: number; first: number; open: boolean }>()
        let now = T0
        for (const { minutes, state, deed } of list) {
          now += minutes * MINUTE
          for (const one of notified(world.look(now, state === 'gone' ? [] : standing(state)))) {
            const key = `${one.episode.id} ${one.contact}`
            const before = numbers.get(key)
            assert.equal(one.episode.sequence, one.notified.last)
            assert.ok(one.notified.last > (before?.last ?? 0), 'numbers grow')
            assert.equal(one.notified.first, before?.first ?? one.notified.last, 'one root')
            assert.equal(one.reason === 'resolved', one.notified.state === 'resolved')
            if (one.reason === 'resolved') assert.ok(before?.open, 'an end has a beginning')
            numbers.set(key, { ...one.notified, open: one.notified.state === 'firing' })
          }
          world.touch(episode => {
            const hand = { by: 'ann', at: now }
            if (deed === 'none') return null
            return deed === 'snooze' ? snooze(episode, hand, now + 2 * HOUR) : acknowledge(episode, hand)
          })
        }
        world.look(now + DAY, [])
        world.look(now + 2 * DAY, [])
        assert.ok(
          [...world.episodes.values()].every(episode => !isEndOwed(episode)),
          'every end is told',
        )
      }),
    )
  })
})
