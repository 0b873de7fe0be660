import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Millis } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { routeOf, ruleOf, T0 } from '../../../support/alerting.ts'
import { many, matching, reasons, told, World } from '../../../support/deciding.ts'

describe('a storm', () => {
  test('of ten thousand alarms at once is one message, and their end another', () => {
    const world = new World()
    const begin = world.look(T0, many(10_000))
    assert.equal(begin.singles.length, 0)
    assert.equal(begin.bundles.length, 1)
    assert.equal(begin.bundles[0]?.notifications.length, 10_000)
    const end = world.look(T0 + HOUR, [])
    assert.equal(end.singles.length + end.bundles.length, 1)
  })

  test('makes at most three messages in fifteen minutes however it comes, and loses none', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(arrivals, counts => {
        const world = new World()
        const sent: Millis[] = []
        const known = new Set<string>()
        let total = 0
        const looks = [...counts, ...Array.from({ length: 32 }, () => 0)]
        for (const [minute, count] of looks.entries()) {
          total += count
          const now = T0 + minute * MINUTE
          const decision = world.look(now, many(total))
          for (const { episode } of told(decision)) {
            assert.ok(!known.has(episode.id), 'told once')
            known.add(episode.id)
          }
          sent.push(...decision.singles.map(() => now), ...decision.bundles.map(() => now))
        }
        assert.equal(known.size, total)
        for (const at of sent) {
          assert.ok(sent.filter(other => other >= at && other - at < 15 * MINUTE).length <= 3)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('keeps an end back too, and tells it with the next summary', () => {
    const world = new World()
    world.look(T0, many(5))
    const held = world.look(T0 + MINUTE, many(2))
    assert.deepEqual([held.singles.length, held.bundles.length, held.held.length], [0, 0, 3])
    const later = world.look(T0 + 20 * MINUTE, many(2))
    assert.deepEqual(reasons(later), ['resolved', 'resolved', 'resolved'])
    assert.deepEqual(reasons(world.look(T0 + 40 * MINUTE, many(2))), [])
  })

  test('is counted for each contact by itself, and programs are told everything', () => {
    const boss = matching('rule="a"', { to: ['boss', 'pager'] })
    const world = new World(
      [ruleOf({ name: 'a', for: 0, match: { task_type: 't0' } }), ruleOf({ name: 'b', for: 0 })],
      { route: routeOf({ steps: [{ to: ['on-call', 'pager'], after: 0 }], routes: [boss] }) },
    )
    world.programs = ['pager']
    const { singles, bundles } = world.look(T0, many(50))
    assert.deepEqual(
      singles.filter(({ contact }) => contact !== 'pager').map(({ contact }) => contact),
      ['boss'],
    )
    assert.equal(singles.filter(({ contact }) => contact === 'pager').length, 51)
    assert.deepEqual(
      bundles.map(({ contact, notifications }) => [contact, notifications.length]),
      [['on-call', 50]],
    )
  })
})
