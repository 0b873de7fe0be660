import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, SECOND } from '../../../../src/core/duration.ts'
import { seriesKey } from '../../../../src/core/series-key.ts'
import type { Happenings, Task } from '../../../../src/demo/simulator/entities.ts'
import { type Figure, measure } from '../../../../src/demo/simulator/measure.ts'
import { MODELS } from '../../../../src/demo/simulator/work.ts'

const start = Date.UTC(2026, 4, 4)
const task = (id: number, runSeconds: number, outcome: Task['outcome'] = 'completed'): Task => ({
  id,
  type: 'build',
  model: MODELS.large,
  createdAt: start + id * HOUR,
  startedAt: start + id * HOUR + 10 * SECOND,
  endedAt: start + id * HOUR + (10 + runSeconds) * SECOND,
  outcome,
})
const life = (more: Partial<Happenings>): Happenings => ({
  tasks: [],
  samples: [],
  claims: [],
  investments: [],
  ledger: [],
  deployments: [],
  ...more,
})
const figure = (of: Happenings, name: string, labels = {}): Figure | undefined =>
  measure(of, start, start + DAY).get(seriesKey(name, labels))

describe('the true figures of a stretch', () => {
  const tasks = [
    task(1, 20),
    task(2, 40),
    task(3, 60, 'failed'),
    task(4, 120, 'timeout'),
    task(5, 30, 'phantom'),
  ]
  const some = life({ tasks })
  const build = { task_type: 'build' }

  test('are quantiles of durations in seconds', () => {
    assert.equal(figure(some, 'task_run_time_p50', build)?.value, 40)
    assert.equal(figure(some, 'task_run_time_p95', build)?.value, 120)
    assert.equal(figure(some, 'task_total_time_p50', build)?.value, 50)
    assert.equal(figure(some, 'task_queue_wait_p50')?.value, 10)
  })

  test('count a phantom failure as work that was done', () => {
    assert.equal(figure(some, 'task_failure_rate', build)?.value, 0.4)
    assert.equal(figure(some, 'task_phantom_failure_rate')?.value, 0.2)
    assert.equal(figure(some, 'task_timeout_share', build)?.value, 0.2)
  })

  test('hold what happened inside the stretch alone', () => {
    const later = { ...task(6, 5), createdAt: start + DAY, endedAt: start + DAY }
    assert.equal(figure(life({ tasks: [...tasks, later] }), 'task_throughput', build)?.value, 5)
  })

  test('are zero where nothing happened, not something that is no number', () => {
    for (const { value } of measure(life({}), start, start + DAY).values()) assert.equal(value, 0)
  })

  test('say of the gap between claims and truth what the simulation knows', () => {
    const claim = (id: number, probability: number, truth: boolean): Happenings['claims'][number] => ({
      id,
      task: task(id, 1),
      claimType: 'built',
      probability,
      truth,
      audited: false,
      madeAt: start + id,
      verifiedAt: null,
      verifier: null,
    })
    const gap = figure(life({ claims: [claim(1, 0.9, true), claim(2, 0.7, false)] }), 'claimed_verified_gap')
    assert.ok(Math.abs((gap?.value ?? 0) - 0.3) < 1e-12)
  })
})
