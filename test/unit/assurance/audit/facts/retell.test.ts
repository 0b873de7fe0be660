import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventsOf, latestOf } from '../../../../../src/assurance/audit/facts/retell.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../../../../src/core/duration.ts'
import { admit } from '../../../../../src/events/intake.ts'
import { applyEvent, isLifecycleEvent } from '../../../../../src/lifecycles/join.ts'
import type { Lifecycle } from '../../../../../src/lifecycles/lifecycle.ts'
import { claimOf, taskOf } from '../../../../support/audit/told.ts'

/** What is known once the events have gone the way of any others. */
function retold(lifecycle: Lifecycle): Lifecycle | null {
  const options = { source: lifecycle.source, now: WEEK, oldest: 0 }
  const { events, refused } = admit(eventsOf(lifecycle, 2 * DAY), options)
  assert.deepEqual(refused, [])
  return events
    .filter(isLifecycleEvent)
    .reduce<Lifecycle | null>((known, event) => applyEvent(known, event), null)
}

/** At which stage a label was given is another matter: all are told at once. */
const NO_STAGES = { model_stage: 0, task_type_stage: 0, variant_stage: 0 }

describe('a lifecycle that is told again', () => {
  test('becomes what it was, so much later and under another subject', () => {
    const later = (at: number | null): number | null => (at === null ? null : at + 2 * DAY)
    const roi = taskOf({
      kind: 'roi',
      startedAt: null,
      start: null,
      outcome: 'realised',
      measures: { projected: 5, realised: 4 },
      labels: { category: 'ads' },
    })
    const failed = taskOf({ outcome: 'failed', startedAt: null, start: null })
    const cases = [
      taskOf(),
      failed,
      taskOf({ outcome: 'phantom' }),
      taskOf({ labels: { task_type: 'build', variant: 'prompt-b' } }),
      claimOf({ measures: { audit: 0, probability: 0.9 } }),
      roi,
      { ...roi, outcome: 'written_off', measures: { projected: 5 } },
    ]
    for (const one of cases) {
      const again = retold(one)
      assert.deepEqual(
        { ...again, measures: { ...again?.measures, ...NO_STAGES } },
        {
          ...one,
          subject: `${one.subject}+${2 * DAY}`,
          openedAt: later(one.openedAt),
          startedAt: later(one.startedAt),
          endedAt: later(one.endedAt),
          measures: { ...one.measures, ...NO_STAGES },
        },
      )
    }
  })

  test('keeps of a claim who audited it, and what was said before', () => {
    const { measures, outcome } = retold(claimOf()) ?? {}
    assert.deepEqual([outcome, measures?.audit, measures?.unaudited_true], ['true', 1, 1])
    assert.equal(measures?.unaudited_at, 3 * DAY + MINUTE)
  })

  test('tells an observation at its moment, and of what has not begun nothing', () => {
    const gauge = taskOf({ kind: 'observation', labels: { name: 'rows' }, measures: { value: 3 } })
    assert.deepEqual(
      eventsOf(gauge, DAY).map(({ type, at, data }) => [type, at, data]),
      [['gauge.observed', 2 * DAY, { name: 'rows', value: 3 }]],
    )
    assert.deepEqual(eventsOf({ ...gauge, openedAt: null }, DAY), [])
  })
})

describe('the latest that is kept', () => {
  test('is whole weeks, or whole days where it is less, and nothing below a day', () => {
    const ended = (from: number, to: number) =>
      Array.from({ length: (to - from) / HOUR }, (_, k) => taskOf({ endedAt: from + k * HOUR }))
    assert.equal(latestOf(ended(DAY, 4 * DAY), 4.5 * DAY)?.period, 3 * DAY)
    const weeks = latestOf(ended(0, 20 * DAY), 20 * DAY)
    assert.deepEqual([weeks?.period, weeks?.lifecycles.length], [2 * WEEK, 14 * 24])
    assert.equal(latestOf(ended(DAY, 1.5 * DAY), 1.6 * DAY), null)
    assert.equal(latestOf([], DAY), null)
  })
})
