import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Episode } from '../../../src/alerting/episode.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { actingOptions } from '../../support/acting.ts'
import { episodeOf, LEVEL, NOW } from '../../support/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

const EPISODE = episodeOf(LEVEL)
const ANN = { by: 'ann', note: 'on it' }

function setup(t: Parameters<typeof temporaryFolder>[0], ...episodes: readonly Episode[]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  for (const episode of episodes.length === 0 ? [EPISODE] : episodes) store.episodes.save(episode)
  const clock = manualClock(NOW)
  return { store, clock, acting: createAlertActions(actingOptions(store, clock)) }
}

/** `actor action detail`, oldest first. */
function said(store: ReturnType<typeof setup>['store']): string[] {
  return store.history
    .list(100)
    .reverse()
    .map(({ actor, action, detail }) => `${actor} ${action} ${detail}`)
}

const SILENCE = {
  matchers: [{ name: 'task_type', op: '=', value: 'build' }] as const,
  startsAt: NOW,
  endsAt: NOW + 2 * HOUR,
  createdBy: 'ann',
  comment: 'deployment',
}

describe('acting on an alert', () => {
  test('changes it and says in the same commit who did it', t => {
    const { store, acting } = setup(t)
    const outcome = acting.acknowledge(EPISODE.id, ANN)
    assert.ok(outcome.done && outcome.changed)
    const { handling } = store.episodes.get(EPISODE.id) ?? {}
    assert.deepEqual(
      [handling?.state, handling?.by, handling?.at, handling?.note],
      ['acknowledged', 'ann', NOW, 'on it'],
    )
    assert.deepEqual(store.history.of(EPISODE.id), [
      { at: NOW, actor: 'ann', action: 'acknowledged', episodeId: EPISODE.id, detail: 'on it' },
    ])
  })

  test('leaves nothing behind where the entry cannot be written', t => {
    const { store, clock } = setup(t)
    const history = {
      ...store.history,
      add: () => {
        throw new Error('disk full')
      },
    }
    const acting = createAlertActions(actingOptions({ ...store, history }, clock))
    assert.throws(() => acting.acknowledge(EPISODE.id, ANN), /disk full/)
    assert.throws(() => acting.silence(SILENCE), /disk full/)
    assert.equal(store.episodes.get(EPISODE.id)?.handling, undefined)
    assert.deepEqual(store.silences.list(10), [])
  })

  test('twice is as good as once, and another person is another thing', t => {
    const { store, clock, acting } = setup(t)
    acting.acknowledge(EPISODE.id, ANN)
    clock.advance(MINUTE)
    const again = acting.acknowledge(EPISODE.id, ANN)
    assert.ok(again.done && !again.changed)
    acting.acknowledge(EPISODE.id, { by: 'bob' })
    assert.deepEqual(said(store), ['ann acknowledged on it', 'bob acknowledged '])
  })

  test('a snooze ends when it was to end, and can be made longer', t => {
    const { store, clock, acting } = setup(t)
    acting.snooze(EPISODE.id, { by: 'ann' }, NOW + HOUR)
    clock.advance(SECOND)
    const again = acting.snooze(EPISODE.id, { by: 'ann' }, NOW + HOUR + SECOND)
    assert.ok(again.done && !again.changed)
    assert.equal(store.episodes.get(EPISODE.id)?.handling?.until, NOW + HOUR)
    const longer = acting.snooze(EPISODE.id, { by: 'ann' }, NOW + 4 * HOUR)
    assert.ok(longer.done && longer.changed)
    assert.deepEqual(said(store), [
      'ann snoozed until Fri 20 Nov 07:00 UTC',
      'ann snoozed until Fri 20 Nov 10:00 UTC',
    ])
  })

  test('a snooze that ends in the past, or after years, is refused', t => {
    const { store, acting } = setup(t)
    for (const until of [NOW, NOW - 1, Number.NaN, NOW + 400 * DAY]) {
      const outcome = acting.snooze(EPISODE.id, ANN, until)
      assert.ok(!outcome.done && outcome.reason === 'invalid', String(until))
    }
    assert.deepEqual(said(store), [])
  })

  test('what was handled can be released, by name', t => {
    const { store, acting } = setup(t)
    const early = acting.release(EPISODE.id, { by: 'bob' })
    assert.ok(early.done && !early.changed)
    acting.acknowledge(EPISODE.id, ANN)
    acting.release(EPISODE.id, { by: 'bob', note: 'cannot do it' })
    assert.equal(store.episodes.get(EPISODE.id)?.handling, undefined)
    assert.deepEqual(said(store), ['ann acknowledged on it', 'bob released cannot do it'])
  })

  test('an alert that is pending or over is left as it is', t => {
    const pending = episodeOf(LEVEL, { id: 'aaaaaaaa', state: 'pending', firingSince: null })
    const over = episodeOf(LEVEL, { id: 'bbbbbbbb', state: 'resolved', resolvedAt: NOW })
    const { store, acting } = setup(t, pending, over)
    assert.deepEqual(acting.acknowledge('aaaaaaaa', ANN), {
      done: false,
      reason: 'state',
      why: 'the alert does not fire yet',
    })
    assert.deepEqual(acting.snooze('bbbbbbbb', ANN, NOW + HOUR), {
      done: false,
      reason: 'state',
      why: 'the alert is over',
    })
    assert.deepEqual(said(store), [])
  })

  test('an id may be given by its first six characters, if no other begins so', t => {
    const ids = ['abcdef1111', 'abcdef2222', 'fedcba0000']
    const { acting, store } = setup(t, ...ids.map(id => episodeOf(LEVEL, { id })))
    const outcome = acting.acknowledge('fedcba', ANN)
    assert.ok(outcome.done && outcome.episode.id === 'fedcba0000')
    const reasons = ['abcdef', 'fedcb', 'aaaaaaaa'].map(id => {
      const refused = acting.acknowledge(id, ANN)
      return refused.done ? 'done' : refused.reason
    })
    assert.deepEqual(reasons, ['ambiguous', 'unknown', 'unknown'])
    const history = acting.historyOf('fedcba')
    assert.ok(history.done)
    assert.deepEqual(history.entries, store.history.of('fedcba0000'))
  })
})

describe('silencing', () => {
  test('is kept, attributed, and undone by its id', t => {
    const { store, clock, acting } = setup(t)
    const made = acting.silence(SILENCE)
    assert.ok(made.done && made.changed)
    assert.deepEqual(acting.silences(), [{ ...SILENCE, id: made.silence.id, createdAt: NOW }])
    clock.advance(HOUR)
    const ended = acting.expireSilence(made.silence.id.slice(0, 6), 'bob')
    assert.ok(ended.done && ended.changed && ended.silence.endsAt === NOW + HOUR)
    const again = acting.expireSilence(made.silence.id, 'bob')
    assert.ok(again.done && !again.changed)
    assert.deepEqual(acting.silences(), [])
    assert.deepEqual(said(store), [
      `ann silenced ${made.silence.id}: task_type="build" until Fri 20 Nov 08:00 UTC: deployment`,
      `bob unsilenced ${made.silence.id}: task_type="build"`,
    ])
  })

  test('twice is as good as once, and anew after its end', t => {
    const { clock, acting } = setup(t)
    const first = acting.silence(SILENCE)
    clock.advance(SECOND)
    const again = acting.silence({ ...SILENCE, startsAt: NOW + SECOND, endsAt: SILENCE.endsAt + SECOND })
    assert.ok(first.done && again.done && !again.changed && again.silence.id === first.silence.id)
    acting.expireSilence(first.silence.id, 'ann')
    const anew = acting.silence(SILENCE)
    assert.ok(anew.done && anew.changed)
    assert.equal(acting.silences().length, 1)
  })

  test('one that has not begun can be called off', t => {
    const { acting } = setup(t)
    const made = acting.silence({ ...SILENCE, startsAt: NOW + HOUR })
    assert.ok(made.done)
    const ended = acting.expireSilence(made.silence.id, 'ann')
    assert.ok(ended.done && ended.silence.startsAt === NOW && ended.silence.endsAt === NOW)
  })

  test('everything, backwards, in the past or for years is refused', t => {
    const { store, acting } = setup(t)
    const wrong = [
      { ...SILENCE, matchers: [] },
      { ...SILENCE, matchers: [{ name: 'x', op: '!=', value: 'y' }] as const },
      { ...SILENCE, endsAt: NOW - 1, startsAt: NOW - 2 },
      { ...SILENCE, endsAt: NOW, startsAt: NOW + 1 },
      { ...SILENCE, endsAt: NOW + 400 * DAY },
      { ...SILENCE, createdBy: '' },
    ]
    for (const silence of wrong) {
      const outcome = acting.silence(silence)
      assert.ok(!outcome.done && outcome.reason === 'invalid', JSON.stringify(silence))
    }
    assert.equal(acting.expireSilence('nothing', 'ann').done, false)
    assert.deepEqual(said(store), [])
  })
})
