import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode } from '../../../../src/alerting/episode.ts'
import type { Incident } from '../../../../src/incidents/incident.ts'
import { incidentFinder, sharedConversation } from '../../../../src/pipeline/alerts/incidents.ts'
import { episodeOf, LEVEL, NOW } from '../../../support/alerts/alert-samples.ts'

const member = (series: number, clearedAt: number | null = null) => {
  const onset = { value: NOW, lower: NOW, upper: NOW }
  return { change: `c${series}`, series, raisedAt: NOW, clearedAt, onset, odds: null }
}
const incident = (id: string, members: Incident['members'], closedAt: number | null = null): Incident => {
  return {
    id,
    nature: 'change',
    openedAt: NOW,
    closedAt,
    mergedInto: null,
    members,
    explanation: null,
    events: [],
  }
}
const finder = (all: readonly Incident[]) =>
  incidentFinder({
    incidents: {
      open: () => all.filter(({ closedAt }) => closedAt === null),
      list: () => [...all],
      get: () => null,
      openedSince: () => 0,
      save: () => {},
      tie: () => {},
      tiesSince: () => [],
    },
  })
const episode = (id: string, seriesId: number, part: Partial<Episode> = {}): Episode =>
  ({
    ...episodeOf(LEVEL, { id, seriesId, pendingSince: NOW, state: 'firing', sequence: 1 }),
    ...part,
  }) as Episode

describe('the incident of an alert', () => {
  test('is the open one in which a change of its series stands', () => {
    const of = finder([incident('x', [member(1), member(2)])])
    assert.deepEqual(of(episode('a', 1)), { id: 'x', isRoot: true })
    assert.deepEqual(of(episode('b', 2, { pendingSince: NOW - 5 })), { id: 'x', isRoot: false })
    assert.equal(of(episode('c', 3)), null)
  })

  test('of what is over is the one that its change was in, also where that is over', () => {
    const over = { state: 'resolved' as const, resolvedAt: NOW + 9 }
    assert.equal(finder([incident('x', [member(1, NOW + 9), member(2)])])(episode('a', 1, over))?.id, 'x')
    assert.equal(finder([incident('x', [member(1, NOW + 9)], NOW + 9)])(episode('a', 1, over))?.id, 'x')
    assert.equal(
      finder([incident('x', [member(1)])])(episode('a', 1, { ...over, pendingSince: NOW - 5 })),
      null,
    )
  })
})

describe('the conversation of an incident', () => {
  test('is that of all its alerts of which anything was sent', () => {
    const of = finder([incident('x', [member(1), member(2), member(3)])])
    const share = sharedConversation(
      [episode('a', 1), episode('b', 2), episode('c', 3, { sequence: 0 }), episode('d', 4)],
      of,
    )
    assert.deepEqual([...share('a')].sort(), ['a', 'b'])
    assert.deepEqual([...share('c')].sort(), ['a', 'b', 'c'])
    assert.deepEqual(share('d'), ['d'])
    assert.deepEqual(share('unknown'), ['unknown'])
  })

  test('of thousands reads a few', () => {
    const members = Array.from({ length: 500 }, (_, index) => member(index))
    const episodes = members.map(({ series }) => episode(`e${series}`, series))
    assert.equal(sharedConversation(episodes, finder([incident('x', members)]))('e499').length, 21)
  })
})
