import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeEpisode } from '../../../../src/alerting/episode.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import type { ChangeRecord } from '../../../../src/detection/change.ts'
import { alertsOf, type WhoseInput } from '../../../../src/pipeline/publish/whose.ts'
import type { Suppressed } from '../../../../src/pipeline/status.ts'
import { episodeOf, LEVEL, NOW } from '../../../support/alerts/alert-samples.ts'
import { change } from '../../../support/exposition/exposition.ts'

function inputOf(more: Partial<WhoseInput> = {}): WhoseInput {
  return {
    store: { silences: { current: () => [] } as unknown as WhoseInput['store']['silences'] },
    outbox: { conversation: () => [] },
    contacts: [],
    episodes: [],
    standing: [],
    suppressed: [],
    incidents: new Map(),
    now: NOW,
    ...more,
  }
}

const notifiedOf = (...contacts: string[]): NonNullable<ChangeEpisode['notified']> =>
  Object.fromEntries(
    contacts.map(name => [
      name,
      { state: 'firing' as const, at: NOW, severity: 'page' as const, reminders: 0, first: 1, last: 1 },
    ]),
  )

function firing(more: Partial<ChangeEpisode> = {}): ChangeEpisode {
  return episodeOf(LEVEL, { state: 'firing', severity: 'page', notified: notifiedOf('ann'), ...more })
}

function held(more: Partial<Suppressed>): Suppressed {
  return { episodeId: firing().id, contact: 'bob', reason: 'silenced', by: null, until: null, ...more }
}

test('an alert is of whoever was notified of it, and says who is not, by whom and until when', () => {
  const silence = {
    id: 's1',
    matchers: [],
    startsAt: 0,
    endsAt: NOW + HOUR,
    createdBy: 'eve',
    createdAt: 0,
    comment: '',
  }
  const [alert] = alertsOf(
    inputOf({
      store: { silences: { current: () => [silence] } as unknown as WhoseInput['store']['silences'] },
      episodes: [firing()],
      suppressed: [held({ by: 's1', until: NOW + HOUR }), held({ episodeId: 'another', contact: 'eve' })],
    }),
  )
  assert.equal(alert?.state, 'firing')
  assert.deepEqual(alert?.contacts, [
    { contact: 'ann', standing: 'notified', by: null, until: null },
    { contact: 'bob', standing: 'silenced', by: 'eve', until: NOW + HOUR },
  ])
})

test('what somebody has acknowledged says so of everybody who was notified', () => {
  const handling = {
    state: 'acknowledged',
    by: 'ann',
    at: NOW,
    until: null,
    note: '',
    severity: 'page',
    sigma: 2,
  } as const
  const [alert] = alertsOf(inputOf({ episodes: [firing({ handling, notified: notifiedOf('ann', 'bob') })] }))
  assert.deepEqual(
    alert?.contacts.map(({ contact, standing, by }) => [contact, standing, by]),
    [
      ['ann', 'acknowledged', 'ann'],
      ['bob', 'acknowledged', 'ann'],
    ],
  )
})

test('who was sent a message that was given up has not been notified', () => {
  const record = {
    recipient: 'ann@example.com',
    state: 'dead',
    lastError: '550',
    createdAt: NOW,
    settledAt: NOW,
  }
  const [alert] = alertsOf(
    inputOf({
      episodes: [firing()],
      contacts: [{ name: 'ann', email: ['ann@example.com'] }],
      outbox: { conversation: () => [record] as unknown as ReturnType<WhoseInput['outbox']['conversation']> },
    }),
  )
  assert.deepEqual(
    alert?.contacts.map(({ standing }) => standing),
    ['given up'],
  )
})

test('where there is nobody, it says why', () => {
  const standing = (episodes: ChangeEpisode[], records: ChangeRecord[] = []): string[] =>
    alertsOf(inputOf({ episodes, standing: records })).flatMap(({ contacts }) =>
      contacts.map(one => `${one.contact} ${one.standing}`),
    )
  assert.deepEqual(standing([firing({ state: 'pending' })]), ['null pending'])
  assert.deepEqual(standing([firing({ notified: {} })]), ['null no contact'])
  const worse = { ...change(NOW), seriesId: 99 }
  assert.deepEqual(standing([], [worse]), ['null no rule'])
  const better = { ...worse, change: { ...worse.change, good: true } }
  assert.deepEqual(standing([], [better]), [])
  assert.deepEqual(standing([firing({ seriesId: 99 })], [worse]), ['ann notified'])
})

test('a change without an alert is of whoever is notified of another one of its incident', () => {
  const [alerted, other] = [
    { ...change(NOW), id: 'a', seriesId: 5 },
    { ...change(NOW), id: 'b', seriesId: 6 },
  ]
  const of = (second: string) =>
    alertsOf(
      inputOf({
        episodes: [firing({ seriesId: 5 })],
        standing: [alerted, other],
        incidents: new Map([
          ['a', { id: '4f1d' }],
          ['b', { id: second }],
        ]),
      }),
    ).map(({ state }) => state)
  assert.deepEqual(of('4f1d'), ['firing'])
  assert.deepEqual(of('77aa').toSorted(), ['firing', 'none'])
})

test('pages come first, then what is newer, and not without end; each names its incident', () => {
  const record = { ...change(NOW), seriesId: 5 }
  const many = Array.from({ length: 300 }, (_, i) =>
    firing({ id: `${i}`, seriesId: i, severity: i === 7 ? 'page' : 'watch', firingSince: NOW - i }),
  )
  const listed = alertsOf(
    inputOf({ episodes: many, standing: [record], incidents: new Map([[record.id, { id: '4f1d' }]]) }),
  )
  assert.equal(listed.length, 200)
  assert.deepEqual(
    listed.slice(0, 3).map(({ id }) => id),
    ['7', '0', '1'],
  )
  assert.equal(listed.find(({ seriesId }) => seriesId === 5)?.incident, '4f1d')
  assert.equal(listed.find(({ seriesId }) => seriesId === 6)?.incident, null)
})
