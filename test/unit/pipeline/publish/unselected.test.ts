import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selector } from '../../../../src/pipeline/publish/unselected.ts'
import { RULE } from '../../../support/alerts/alert-samples.ts'

test('a series is selected by a rule on its indicator that asks for no other label', () => {
  const isSelected = selector([
    { ...RULE, indicators: ['task_run_*'], match: {} },
    { ...RULE, indicators: ['claim*'], match: { claim_type: 'fix' } },
  ])
  const of = (indicator: string, labels = {}): boolean => isSelected({ indicator, labels })
  assert.ok(of('task_run_time_p50'))
  assert.ok(of('claimed_verified_gap', { claim_type: 'fix' }))
  assert.ok(!of('claimed_verified_gap', { claim_type: 'build' }))
  assert.ok(!of('task_throughput'))
  assert.ok(!selector([])({ indicator: 'task_run_time_p50', labels: {} }))
})
