import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Episode } from '../../../../src/alerting/episode.ts'
import { pack, type RateLimitState, readRateLimitState } from '../../../../src/alerting/muting/rate-limit.ts'
import type { Notification } from '../../../../src/alerting/notification.ts'
import type { Millis } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import type { Severity } from '../../../../src/detection/change.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'
import { routeOf, ruleOf, T0 } from '../../../support/alerts/alerting.ts'
import { many, matching, notified, reasons, World } from '../../../support/alerts/deciding.ts'
import { inForm } from '../../../support/long-form.ts'

describe('the rate limit', () => {
  test('makes one message of thousands of alerts at once, and another of their end', () => {
    const world = new World()
    const count = inForm(1500, 10_000)
    const begin = world.look(T0, many(count))
    assert.equal(begin.singles.length, 0)
    assert.equal(begin.bundles.length, 1)
    assert.equal(begin.bundles[0]?.notifications.length, count)
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
          for (const { episode } of notified(decision)) {
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
      { numRuns: inForm(8, 60) },
    )
  })

  test('holds an end back too, and sends it with the next summary', () => {
    const world = new World()
    world.look(T0, many(5, 'watch'))
    const held = world.look(T0 + MINUTE, many(2, 'watch'))
    assert.deepEqual([held.singles.length, held.bundles.length, held.held.length], [0, 0, 3])
    const later = world.look(T0 + 20 * MINUTE, many(2, 'watch'))
    assert.deepEqual(reasons(later), ['resolved', 'resolved', 'resolved'])
    assert.deepEqual(reasons(world.look(T0 + 40 * MINUTE, many(2, 'watch'))), [])
  })

  test('is counted for each contact by itself, and programs are sent everything', () => {
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

  test('keeps room for a page behind any number of watches, and of ends', () => {
    const world = new World()
    world.look(T0, many(5, 'watch'))
    world.look(T0 + MINUTE, many(9, 'watch'))
    const page = many(10).slice(9)
    const { singles, held } = world.look(T0 + 2 * MINUTE, [...many(9, 'watch'), ...page])
    assert.deepEqual(
      singles.map(({ episode }) => episode.severity),
      ['page'],
    )
    assert.equal(held.length, 4)
  })

  test('says of what is held back when there is room for it, and keeps to that', () => {
    const world = new World()
    world.look(T0, many(5, 'watch'))
    const { held } = world.look(T0 + MINUTE, many(9, 'watch'))
    assert.deepEqual(new Set(held.map(({ until }) => until)), new Set([T0 + 15 * MINUTE]))
    assert.deepEqual(reasons(world.look(T0 + 15 * MINUTE - 1, many(9, 'watch'))), [])
    assert.equal(reasons(world.look(T0 + 15 * MINUTE, many(9, 'watch'))).length, 4)
  })

  test('lets a flood of received alerts hide none of ours', () => {
    const ours = many(3).map(one => notificationOf(one.series.key, 'change'))
    const flood = Array.from({ length: 1500 }, (_, index) => notificationOf(`r${index}`, 'received'))
    const first = atOnce(pack({}, flood, T0, { unbounded: () => false }))
    assert.deepEqual([first.singles.length, first.bundles.length], [0, 1])
    const more = flood.map(one => ({ ...one, episode: { ...one.episode, id: `${one.episode.id}-again` } }))
    const then = atOnce(pack(first.state, [...more, ...ours], T0 + MINUTE, { unbounded: () => false }))
    assert.deepEqual(
      then.bundles.map(({ notifications }) => notifications.map(({ episode }) => episode.origin)),
      [['change', 'change', 'change']],
    )
    assert.equal(then.held.length, 1500)
  })

  test('lets through no more than three of a kind, and twelve in all, in any fifteen minutes', () => {
    const kinds = fc.constantFrom(
      ['change', 'page'],
      ['change', 'watch'],
      ['received', 'page'],
      ['received', 'watch'],
    )
    const arrivals = fc.array(
      fc.tuple(kinds, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 7 })),
      {
        maxLength: 60,
      },
    )
    fc.assert(
      fc.property(arrivals, list => {
        let state: RateLimitState = {}
        let now = T0
        let number = 0
        const sent: Millis[] = []
        for (const [[origin = '', severity = ''], count, minutes] of list) {
          now += minutes * MINUTE
          const some = Array.from({ length: count }, () =>
            notificationOf(`e${number++}`, origin as Episode['origin'], severity as Severity),
          )
          const packed = atOnce(pack(state, some, now, { unbounded: () => false }))
          state = packed.state
          sent.push(...packed.singles.map(() => now), ...packed.bundles.map(() => now))
          assert.ok(packed.held.every(({ until }) => until > now && until <= now + 15 * MINUTE))
        }
        for (const at of sent) {
          assert.ok(sent.filter(other => other >= at && other - at < 15 * MINUTE).length <= 12)
        }
      }),
    )
  })

  test('reads its own state again, and nothing else', () => {
    const { state } = atOnce(pack({}, [notificationOf('a', 'change')], T0, { unbounded: () => false }))
    assert.deepEqual(readRateLimitState(JSON.parse(JSON.stringify(state))), state)
    for (const value of [null, [], 5, { ann: 5 }, { ann: { page: { singles: ['x'], summaries: [] } } }]) {
      assert.equal(typeof readRateLimitState(value), 'string')
    }
  })
})

function notificationOf(id: string, origin: Episode['origin'], severity: Severity = 'page'): Notification {
  const episode = { ...episodeOf(LEVEL, { id, severity }), origin } as Episode
  const sent = { state: 'firing' as const, at: T0, severity, reminders: 0, first: 1, last: 1 }
  return { episode, contact: 'ann', route: 'all', reason: 'new', notified: sent, group: null, flaps: null }
}
