import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MetricView, View } from '../../../../../src/core/prometheus/metrics.ts'
import { proposalsOf } from '../../../../../src/sources/prometheus/survey/proposals.ts'

const view = (name: string, how: View): MetricView => ({ name, view: how, series: 1 })

test('durations, failures and what waits are proposed, those of work first, and nothing of the machine unless asked', () => {
  const views = [
    view('db_call_seconds', 'mean'),
    view('gen_ai_client_operation_duration_seconds', 'mean'),
    view('tasks_failed_total', 'rate'),
    view('tasks_total', 'rate'),
    view('work_queue_depth', 'value'),
    view('temperature', 'value'),
    view('response_bytes', 'mean'),
    view('go_gc_duration_seconds', 'mean'),
    view('up', 'value'),
  ]
  const named = (all: boolean) => proposalsOf(views, all).map(({ name }) => name)
  assert.deepEqual(named(false), [
    'gen ai client operation duration seconds',
    'tasks failed',
    'work queue depth',
    'db call seconds',
  ])
  assert.deepEqual(named(true).at(-1), 'go gc duration seconds')
})

test('each has the query, the unit and the good direction of what it is', () => {
  const [duration] = proposalsOf([view('request_seconds', 'mean')], false)
  assert.deepEqual(duration, {
    name: 'request seconds',
    query:
      'sum by (job) (rate(request_seconds_sum[$step])) / sum by (job) (rate(request_seconds_count[$step]))',
    unit: 'seconds',
    family: 'positive',
    good: 'down',
    as: 'how long something takes',
  })
  const [failure, waiting] = proposalsOf(
    [view('task_errors_total', 'rate'), view('jobs_pending', 'value')],
    false,
  )
  assert.equal(failure?.query, 'sum by (job) (rate(task_errors_total[$step]))')
  assert.deepEqual(
    [waiting?.query, waiting?.unit],
    ['sum by (job) (avg_over_time(jobs_pending[$step]))', 'count'],
  )
  assert.equal(proposalsOf([view('x_latency_milliseconds', 'mean')], false)[0]?.unit, 'unitless')
})
