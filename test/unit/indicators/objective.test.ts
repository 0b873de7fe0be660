import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { judge, type Objective } from '../../../src/indicators/objective.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { taskFailureRate } from '../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP95 } from '../../../src/indicators/work/task-run-time-p95.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { lifecycle, MONDAY, task } from '../../support/facts/lifecycles.ts'

function objectiveOf({ kind, judged }: Indicator, more: Partial<Objective> = {}): Objective {
  assert.ok(judged)
  return { name: 'o', kind, judged, match: {}, limit: Number.POSITIVE_INFINITY, ...more }
}

const succeed = objectiveOf(taskFailureRate)
const good = task(MONDAY, MINUTE, MINUTE)
const bad = task(MONDAY, MINUTE, MINUTE, { outcome: 'failed' })
const open = task(MONDAY, MINUTE, MINUTE, { endedAt: null, outcome: null })

function counted(objective: Objective, before: Lifecycle | null, after: Lifecycle): [number, number] {
  const { events, bad: wrong } = judge(objective, [{ before, after }], MONDAY)
  return [events, wrong]
}

describe('an objective', () => {
  test('of outcomes counts each that has ended, and as bad each that failed', () => {
    assert.deepEqual(counted(succeed, open, good), [1, 0])
    assert.deepEqual(counted(succeed, null, bad), [1, 1])
    assert.deepEqual(counted(succeed, null, open), [0, 0])
    const phantom = { ...bad, outcome: 'phantom' }
    assert.deepEqual(counted(succeed, null, phantom), [1, 0])
  })

  test('of durations counts as bad what took longer than the limit, in seconds, and not what took as long', () => {
    const within = objectiveOf(taskRunTimeP95, { limit: 60 })
    assert.deepEqual(counted(within, open, good), [1, 0])
    assert.deepEqual(counted(within, open, task(MONDAY, 0, MINUTE + SECOND)), [1, 1])
    assert.deepEqual(counted(within, open, task(MONDAY, 0, MINUTE, { startedAt: null, start: null })), [0, 0])
  })

  test('counts each once: what is corrected later becomes bad, and never good again', () => {
    assert.deepEqual(counted(succeed, good, { ...good, labels: { task_type: 'other' } }), [0, 0])
    assert.deepEqual(counted(succeed, good, bad), [0, 1])
    assert.deepEqual(counted(succeed, bad, good), [0, 0])
    assert.deepEqual(counted(succeed, good, open), [0, 0])
  })

  test('counts what carries its labels, the name of the source among them, and is of its kind', () => {
    const builds = objectiveOf(taskFailureRate, { match: { task_type: 'build', source: 'db' } })
    assert.deepEqual(counted(builds, null, bad), [1, 1])
    assert.deepEqual(counted(builds, null, { ...bad, labels: { task_type: 'report' } }), [0, 0])
    assert.deepEqual(counted(builds, null, { ...bad, source: 'another' }), [0, 0])
    assert.deepEqual(counted(succeed, null, lifecycle('roi', { endedAt: MONDAY, outcome: 'failed' })), [0, 0])
  })

  test('does not count history', () => {
    assert.deepEqual(judge(succeed, [{ before: null, after: bad }], MONDAY + HOUR), { events: 0, bad: 0 })
  })

  test('of a measure that throws counts nothing', () => {
    const throws = (): never => assert.fail('a measure of somebody else')
    const broken = { ...succeed, judged: { ...succeed.judged, isBad: throws } }
    assert.deepEqual(counted(broken, null, bad), [0, 0])
  })
})

test('whatever is good or bad by itself can be held to an objective, and what is of many together cannot', () => {
  const names = indicators.filter(one => one.judged !== undefined).map(({ name }) => name)
  assert.ok(names.includes('task_queue_wait_p95') && names.includes('task_phantom_failure_rate'))
  for (const name of ['task_throughput', 'task_backlog_growth', 'claimed_verified_gap', 'roi_latency_p50'])
    assert.ok(!names.includes(name), name)
})
