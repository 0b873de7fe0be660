import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { auditText, historyText } from '../../../../../src/cli/terminal/verdicts/audit-text.ts'
import { ONSET, trialOf } from '../../../../support/audit/invented-trial.ts'
import { keptAudit } from '../../../../support/audit/kept.ts'

const audit = {
  at: ONSET,
  series: 1,
  silentDetectors: [],
  facts: [],
  cards: [],
  crossChecks: [],
  trials: [trialOf()],
  verdict: 'pass' as const,
  findings: [],
}

describe('audits that were kept', () => {
  test('are a line each, newest first, within 80 columns', () => {
    const findings = [
      { what: 'canary', words: 'A canary was sent, and no receipt came. '.repeat(4), fails: true },
    ]
    const text = historyText([keptAudit({ verdict: 'fail', findings }), keptAudit()])
    assert.match(
      text,
      /^ENDED \(UTC\) +VERDICT +SERIES +FINDINGS +FIRST FINDING\n21 Sep \d\d:\d\d +fail +3 +1 +A canary/,
    )
    assert.ok(text.split('\n').every(line => line.length <= 80))
    assert.equal(historyText([]), 'No audit was kept yet.\n')
  })
})

describe('an audit on a terminal', () => {
  test('says the verdict first, and of each plant how often it was reported and how soon', () => {
    const text = auditText(audit)
    assert.match(text, /^PASS\. Audit of 1 series as of 20 Apr 00:00 UTC\. Nothing was sent\.\n\nPLANT/)
    assert.match(text, /^level\* +1 +1 +3 hours +1 of 1 +1 of 1$/m)
    assert.match(text, /^tail +0 +0 +- +- +-$/m)
  })

  test('writes the first findings out, within 80 columns, and counts the others', () => {
    const words =
      'Task run time p50 of build: level was planted, and nothing was raised within three whole days of it.'
    const findings = Array.from({ length: 25 }, () => ({ what: 'unraised' as const, words, fails: true }))
    const text = auditText({ ...audit, verdict: 'fail', findings })
    assert.match(text, /^FAIL\. /)
    assert.match(text, /^And 5 more findings: --json$/m)
    assert.ok(text.split('\n').every(line => line.length <= 80))
  })

  test('says in how many series nothing could be planted, and why', () => {
    const { series } = trialOf()
    const trials = [{ plant: 'level', series, unplanted: 'too little of it is known' }]
    assert.match(
      auditText({ ...audit, verdict: 'insufficient', trials }),
      /^- Not planted in 1 series: too little of it is known\.$/m,
    )
  })
})
