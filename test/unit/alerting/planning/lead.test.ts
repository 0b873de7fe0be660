import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode, Notified } from '../../../../src/alerting/episode.ts'
import { plan } from '../../../../src/alerting/planning/plan.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import { episodeOf, LEVEL } from '../../../support/alerts/alert-samples.ts'
import { policyOf, routeOf, T0 } from '../../../support/alerts/alerting.ts'

const firing = (id: string, part: Partial<Episode> = {}): Episode =>
  ({
    ...episodeOf(LEVEL, { id, state: 'firing', firingSince: T0, sequence: 0, severity: 'page' }),
    ...part,
  }) as Episode
const notified = (part: Partial<Notified> = {}): Record<string, Notified> => {
  const now: Notified = {
    state: 'firing',
    at: T0,
    severity: 'page',
    reminders: 0,
    first: 1,
    last: 1,
    ...part,
  }
  return { ann: now }
}
const planned = (
  episodes: readonly Episode[],
  { now = T0, programs = [] as string[], apart = [] as string[] } = {},
) =>
  atOnce(
    plan({
      episodes,
      policy: policyOf({ route: routeOf({ steps: [{ to: ['ann'], after: 0 }] }) }),
      silences: [],
      labelsOf: () => ({ rule: 'slower' }),
      firingsOf: () => [],
      unreachableOf: () => new Set(),
      incidentOf: ({ id }) => ({ id: apart.includes(id) ? id : 'one cause', isRoot: id === 'root' }),
      isProgram: contact => programs.includes(contact),
      now,
    }),
  )
const sent = (...given: Parameters<typeof planned>) =>
  planned(...given).notifications.map(({ episode, reason }) => [episode.id, reason])

describe('one incident and contact', () => {
  test('is one first message, of the root; the others are named as told with it', () => {
    const episodes = [firing('a'), firing('root'), firing('b')]
    assert.deepEqual(sent(episodes), [['root', 'new']])
    assert.deepEqual(
      planned(episodes).muted.map(({ episode, reason, by }) => [episode.id, reason, by]),
      [
        ['a', 'same incident', 'root'],
        ['b', 'same incident', 'root'],
      ],
    )
  })

  test('is the gravest, where the root is only a watch', () => {
    assert.deepEqual(sent([firing('root', { severity: 'watch' }), firing('a')]), [['a', 'new']])
  })

  test('is not told again when a symptom joins, unless that is graver', () => {
    const first = firing('a', { sequence: 1, notified: notified({ severity: 'watch' }), severity: 'watch' })
    assert.deepEqual(sent([first, firing('b', { severity: 'watch' })]), [])
    assert.deepEqual(sent([first, firing('root')]), [['root', 'new']])
  })

  test('of two causes is two', () => {
    assert.deepEqual(sent([firing('a'), firing('b')], { apart: ['b'] }), [
      ['a', 'new'],
      ['b', 'new'],
    ])
  })

  test('is told to a program alert by alert', () => {
    assert.equal(sent([firing('a'), firing('b')], { programs: ['ann'] }).length, 2)
  })

  test('ends once: what was told waits for what follows from it, for six hours at most', () => {
    const over = firing('root', { state: 'resolved', resolvedAt: T0, sequence: 1, notified: notified() })
    const rest = firing('a')
    assert.deepEqual(sent([over, rest], { now: T0 + HOUR }), [])
    assert.deepEqual(
      planned([over, rest], { now: T0 + HOUR }).muted.map(({ episode, until }) => [episode.id, until]),
      [
        ['root', T0 + 6 * HOUR],
        ['a', null],
      ],
    )
    assert.deepEqual(sent([over], { now: T0 + HOUR }), [['root', 'resolved']])
    assert.deepEqual(sent([over, rest], { now: T0 + 6 * HOUR }), [['root', 'resolved']])
    const gone = firing('root', {
      state: 'resolved',
      resolvedAt: T0,
      sequence: 2,
      notified: notified({ state: 'resolved' }),
    })
    assert.deepEqual(sent([gone, rest], { now: T0 + 6 * HOUR }), [['a', 'new']])
  })

  test('ends at once by a clock that has jumped back', () => {
    const over = firing('root', { state: 'resolved', resolvedAt: T0, sequence: 1, notified: notified() })
    assert.deepEqual(sent([over, firing('a')], { now: T0 - HOUR }), [['root', 'resolved']])
  })
})
