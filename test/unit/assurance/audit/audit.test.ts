import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditHere } from '../../../support/audit/audited-store.ts'

test('an audit fails where the rules leave one series out, names it, and has nothing to say against the others', async t => {
  const lines = "rules: [{ name: one, indicators: ['*'], match: { task_type: build } }]"
  const { verdict, findings, series, silentDetectors, cards } = await auditHere(t, {
    types: ['build', 'test'],
    lines,
  })
  assert.deepEqual([verdict, series, silentDetectors], ['fail', 1, []])
  assert.deepEqual(
    findings.map(({ words }) => words),
    ['No rule watches Task run time p50 of test.'],
  )
  assert.deepEqual(
    cards.map(({ series: one, held }) => [one.labels.task_type, held.of]),
    [['build', 0]],
  )
})
