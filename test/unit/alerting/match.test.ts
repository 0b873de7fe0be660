import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { matches, matchesGlob } from '../../../src/alerting/match.ts'
import type { Severity } from '../../../src/detection/change.ts'
import { changeOf, recordOf, ruleOf, seriesOf, T0 } from '../../support/alerts/alerting.ts'

describe('a rule concerns a change', () => {
  test('when one of its patterns covers the indicator', () => {
    assert.equal(matching({ indicators: ['queue_*', 'task_run_*'] }), true)
    assert.equal(matching({ indicators: ['queue_*'] }), false)
    assert.equal(matching({ indicators: [] }), false)
  })

  test('when the series carries each label that it names', () => {
    assert.equal(matching({ match: { task_type: 'build' } }), true)
    assert.equal(matching({ match: { task_type: 'review' } }), false)
    assert.equal(matching({ match: { model: 'build' } }), false)
  })

  test('for the worse: against the good direction, stuck or missing', () => {
    assert.equal(matching({ when: 'worse' }, changeOf({ good: false })), true)
    assert.equal(matching({ when: 'worse' }, changeOf({ good: true })), false)
    assert.equal(matching({ when: 'worse' }, changeOf({ good: null })), false)
    assert.equal(matching({ when: 'worse' }, changeOf({ good: null, kind: 'stuck' })), true)
    assert.equal(matching({ when: 'worse' }, changeOf({ good: null, kind: 'missing' })), true)
  })

  test('for the better: with the good direction, and neither stuck nor missing', () => {
    assert.equal(matching({ when: 'better' }, changeOf({ good: true })), true)
    assert.equal(matching({ when: 'better' }, changeOf({ good: false })), false)
    assert.equal(matching({ when: 'better' }, changeOf({ good: true, kind: 'missing' })), false)
  })

  test('of any direction where the rule asks for any', () => {
    assert.equal(matching({ when: 'any' }, changeOf({ good: null })), true)
  })

  test('of its severity or a higher one', () => {
    const watch = recordOf(T0, { severity: 'watch' })
    assert.equal(matches(ruleOf({ severity: 'page' }), watch, seriesOf()), false)
    assert.equal(matches(ruleOf({ severity: 'watch' }), watch, seriesOf()), true)
    assert.equal(matching({ severity: 'watch' }), true)
  })
})

describe('a pattern', () => {
  test('without a star stands for itself alone', () => {
    assert.equal(matchesGlob('roi', 'roi'), true)
    assert.equal(matchesGlob('roi', 'roi_latency'), false)
    assert.equal(matchesGlob('a.c', 'abc'), false)
  })

  test('may hold stars anywhere', () => {
    assert.equal(matchesGlob('*', ''), true)
    assert.equal(matchesGlob('task_*_p95', 'task_run_time_p95'), true)
    assert.equal(matchesGlob('task_*_p95', 'task_p95'), false)
    assert.equal(matchesGlob('*a*a*', 'a'), false)
    assert.equal(matchesGlob('*a*a*', 'xaya'), true)
    assert.equal(matchesGlob('ab*ba', 'aba'), false)
  })

  test('agrees with the regular expression of the same meaning', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
    fc.assert(
      fc.property(piece, text, (pattern, subject) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`)
        assert.equal(matchesGlob(pattern, subject), expression.test(subject))
      }),
    )
  })
})

function matching(
  rule: Parameters<typeof ruleOf>[0],
  change = changeOf(),
  severity: Severity = 'page',
): boolean {
  return matches(ruleOf(rule), recordOf(T0, { change, severity }), seriesOf())
}
