import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
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

describe('a label that no series can have is a fault', () => {
  test('where an indicator is split by it: everything would be lumped together as unknown', () => {
    assert.deepEqual(faultsIn('indicators: { task_throughput: { by: [model, task_typ] } }\n'), [
      'line 2, indicators.task_throughput.by.1: no task has a label "task_typ". Did you mean task_type? Known: model, table, task_type, variant',
    ])
    assert.deepEqual(faultsIn('indicators: { observation_rate: { by: [model] } }\n'), [
      'line 2, indicators.observation_rate.by.0: no observation has a label "model". Known: name',
    ])
    assert.deepEqual(faultsIn('indicators: { task_throughput: { by: [model, table] } }\n'), [])
  })

  test('where a rule asks for it: it would never fire', () => {
    const rule = (match: string): string => `rules: [{ name: a, indicators: ["task_*"], match: ${match} }]\n`
    assert.deepEqual(faultsIn(rule('{ taskType: build }')), [
      'line 2, rules.0.match.taskType: no series of its indicators has a label "taskType", so that it would never fire. Did you mean task_type? Known: source, table, task_type',
    ])
    assert.deepEqual(faultsIn(rule('{ task_type: build, source: app, table: jobs }')), [])
  })

  test('where the kind has it, and no indicator of the rule is split by it', () => {
    const rule = 'rules: [{ name: a, indicators: [task_run_time_p50], match: { model: m } }]\n'
    assert.deepEqual(faultsIn(rule), [
      'line 2, rules.0.match.model: no series of its indicators has a label "model", so that it would never fire. Add it to `by` of the indicators. Known: source, table, task_type',
    ])
    assert.deepEqual(faultsIn(`${rule}indicators: { task_run_time_p50: { by: [model] } }\n`), [])
  })
})
