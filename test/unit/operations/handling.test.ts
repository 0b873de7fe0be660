import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { episodeOf, LEVEL, NOW } from '../../support/alerts/alert-samples.ts'
import { ANN, alertsIn, EPISODE, said } from '../../support/alerts/operations.ts'

describe('handling an alert', () => {
  test('changes it and says in the same commit who did it', t => {
    const { store, acting } = alertsIn(t)
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

  test('twice is as good as once, and another person is another thing', t => {
    const { store, clock, acting } = alertsIn(t)
    acting.acknowledge(EPISODE.id, ANN)
    clock.advance(MINUTE)
    const again = acting.acknowledge(EPISODE.id, ANN)
    assert.ok(again.done && !again.changed)
    acting.acknowledge(EPISODE.id, { by: 'bob' })
    assert.deepEqual(said(store), ['ann acknowledged on it', 'bob acknowledged '])
  })

  test('a snooze ends when it was to end, and can be made longer', t => {
    const { store, clock, acting } = alertsIn(t)
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
    const { store, acting } = alertsIn(t)
    for (const until of [NOW, NOW - 1, Number.NaN, NOW + 400 * DAY]) {
      const outcome = acting.snooze(EPISODE.id, ANN, until)
      assert.ok(!outcome.done && outcome.reason === 'invalid', String(until))
    }
    assert.deepEqual(said(store), [])
  })

  test('what was handled can be released, by name', t => {
    const { store, acting } = alertsIn(t)
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
    const { store, acting } = alertsIn(t, pending, over)
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
})
