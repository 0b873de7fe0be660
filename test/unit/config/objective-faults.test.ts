import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../../../src/config/load.ts'
import { ConfigError, formatFault } from '../../../src/core/errors.ts'

const SOURCE = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'

function faultsIn(more: string): string[] {
  try {
    parseConfig(`${SOURCE}${more}`, {})
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.faults.map(formatFault)
  }
}

const objective = (about: string): string => `objectives: [{ name: a, target: 0.9, ${about} }]\n`

test('an objective is of an indicator that judges each by itself', () => {
  assert.deepEqual(faultsIn(objective('indicator: task_failure_rate')), [])
  assert.match(
    faultsIn(objective('indicator: task_failure_rat')).join('\n'),
    /^line 2, objectives\.0\.indicator: no such indicator\. Did you mean task_failure_rate\? Known: /,
  )
  assert.match(
    faultsIn(objective('indicator: task_throughput')).join('\n'),
    /its values are of many together, so that none is good or bad\. .*task_failure_rate/,
  )
})

test('one of durations needs a limit, its own or that of the indicator, and one of outcomes takes none', () => {
  const durations = objective('indicator: task_run_time_p95')
  assert.deepEqual(faultsIn(durations), [
    'line 2, objectives.0.limit: is missing. Say beyond how many seconds one is bad, `limit: 300`',
  ])
  assert.deepEqual(faultsIn(`${durations}indicators: { task_run_time_p95: { limit: 300 } }\n`), [])
  assert.deepEqual(faultsIn(objective('indicator: task_run_time_p95, limit: 300')), [])
  assert.match(
    faultsIn(objective('indicator: task_failure_rate, limit: 3')).join('\n'),
    /objectives\.0\.limit: is of no use/,
  )
})

test('a label that none has is a fault, and so are two of one name', () => {
  assert.match(
    faultsIn(objective('indicator: task_failure_rate, match: { typ: build }')).join('\n'),
    /objectives\.0\.match\.typ: no task has a label "typ"\. .*Known: source, model, table, task_type/,
  )
  assert.deepEqual(faultsIn(objective('indicator: task_failure_rate, match: { source: app, model: m }')), [])
  const twice =
    'objectives: [{ name: a, target: 0.9, indicator: task_failure_rate }, { name: a, target: 0.8, indicator: task_failure_rate }]\n'
  assert.match(faultsIn(twice).join('\n'), /objectives\.1\.name: /)
})
