import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, SECOND } from '../../../src/core/duration.ts'
import { NOW } from '../../support/alerts/alert-samples.ts'
import { alertsIn, SILENCE, said } from '../../support/alerts/operations.ts'

describe('silencing', () => {
  test('is kept, attributed, and undone by its id', t => {
    const { store, clock, acting } = alertsIn(t)
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
    const { clock, acting } = alertsIn(t)
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
    const { acting } = alertsIn(t)
    const made = acting.silence({ ...SILENCE, startsAt: NOW + HOUR })
    assert.ok(made.done)
    const ended = acting.expireSilence(made.silence.id, 'ann')
    assert.ok(ended.done && ended.silence.startsAt === NOW && ended.silence.endsAt === NOW)
  })

  test('that covers all there is today is made where that is meant', t => {
    const { store, acting } = alertsIn(t)
    for (const task_type of ['build', 'review']) {
      store.series.ensure(`roi{task_type="${task_type}"}`, 'task_run_time_p50', { task_type }, HOUR)
    }
    const all = { ...SILENCE, matchers: [{ name: 'task_type', op: '=~', value: 'build|review' }] as const }
    const outcome = acting.silence(all)
    assert.ok(!outcome.done && outcome.reason === 'invalid')
    assert.match(outcome.why, /^the silence would cover everything that can fire now: .*--everything/)
    assert.deepEqual(acting.silences(), [])
    assert.ok(acting.silence(all, true).done)
    assert.ok(acting.silence(all).done, 'it stands already')
    assert.ok(acting.silence(SILENCE).done)
  })

  test('everything, backwards, in the past or for years is refused', t => {
    const { store, acting } = alertsIn(t)
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
