import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { auditHere } from '../../../support/audit/audited-store.ts'

describe('an audit', () => {
  test('passes where every series that must be watched is, and plants the same when it is repeated', async t => {
    const audit = await auditHere(t, { types: ['build', 'test'] })
    assert.deepEqual([audit.verdict, audit.findings, audit.series], ['pass', [], 2])
    const again = await auditHere(t, { types: ['build', 'test'] })
    assert.deepEqual(again.trials, audit.trials)
  })

  test('fails where the rules are gone, or leave one series out, and names it', async t => {
    const none = await auditHere(t, { lines: 'rules: []' })
    assert.deepEqual(
      [none.verdict, none.findings.map(({ words }) => words)],
      ['fail', ['No rule watches Task run time p50 of build.']],
    )
    const lines = "rules: [{ name: one, indicators: ['*'], match: { task_type: build } }]"
    const some = await auditHere(t, { types: ['build', 'test'], lines })
    assert.deepEqual(
      some.findings.map(({ words }) => words),
      ['No rule watches Task run time p50 of test.'],
    )
  })

  test('fails where a detector is disabled', async t => {
    const { verdict, findings } = await auditHere(t, { lines: 'detection: { disabled: [level, gaps] }' })
    assert.equal(verdict, 'fail')
    const words = findings.map(finding => finding.words).join('\n')
    assert.match(words, /detector level/)
    assert.match(words, /detector gaps/)
    assert.match(words, /missing was planted, and nothing was raised/)
  })
})
