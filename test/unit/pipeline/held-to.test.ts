import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { holdToObjectives } from '../../../src/pipeline/held-to.ts'
import { makePlan } from '../../../src/pipeline/plan.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'

const objectives = [
  { name: 'succeed', indicator: 'task_failure_rate', match: {}, limit: null, target: 0.99 },
  { name: 'quick', indicator: 'task_run_time_p95', match: {}, limit: null, target: 0.9 },
]
const limited = { enabled: true, bucket: 'auto' as const, limit: 60 }

function counting(config: Parameters<typeof makePlan>[0]) {
  const counted: string[] = []
  const clock = manualClock(MONDAY + 2 * DAY)
  const count = ({ name }: { name: string }, { objective }: Record<string, string>, by?: number): void =>
    void counted.push(`${name.replace(/^slowburn_objective_/, '')} of ${objective}: ${by}`)
  const held = holdToObjectives({
    plan: makePlan(config, []),
    exposition: { instruments: { count } },
    clock,
  })
  return { held, counted }
}

test('what ended within a day is counted, by the limit of the indicator where the objective has none', () => {
  const { held, counted } = counting({ indicators: { task_run_time_p95: limited }, objectives })
  const recent = MONDAY + 2 * DAY - HOUR
  held.replaced?.([
    { before: null, after: task(recent, 0, 2 * MINUTE) },
    { before: null, after: task(recent, 0, MINUTE, { outcome: 'failed' }) },
    { before: null, after: task(MONDAY, 0, MINUTE, { outcome: 'failed' }) },
  ])
  assert.deepEqual(counted, [
    'events_total of succeed: 2',
    'bad_events_total of succeed: 1',
    'events_total of quick: 2',
    'bad_events_total of quick: 1',
  ])
})

test('where there is no objective, or its indicator is not computed, nothing is collected', () => {
  assert.deepEqual(counting({ indicators: {} }).held, {})
  const disabled = { [taskFailureRate.name]: { ...limited, enabled: false } }
  assert.deepEqual(counting({ indicators: disabled, objectives: objectives.slice(0, 1) }).held, {})
})
