import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { auditFacts } from '../../../../src/pipeline/alerts/audit-facts.ts'
import { keptAudit } from '../../../support/audit/kept.ts'

const AT = Date.UTC(2026, 10, 28)
const words = (...given: Parameters<typeof keptAudit>): string[] =>
  auditFacts([keptAudit({ endedAt: AT, ...given[0] })], AT + DAY).map(
    ({ label, value }) => `${label}: ${value}`,
  )

test('a report says whether the last audit before it passed, and what would be missed within a week', () => {
  const plants = [
    { plant: 'level', planted: 9, reported: 9 },
    { plant: 'spread', planted: 4, reported: 2 },
    { plant: 'placebo', planted: 9, reported: 0 },
  ]
  assert.deepEqual(words({ plants }), [
    'Audit: passed on 28 Nov; 11 of 13 planted faults were noticed',
    'Would miss: within a week, a change by 20 % in 1 of 3 series',
  ])
  assert.deepEqual(words({ plants, late: [] }).length, 1)
})

test('a report says what has failed, and what is not known', () => {
  const findings = [
    { what: 'less sensitive', words: 'A notice.', fails: false },
    { what: 'unreported', words: 'Nobody is notified.', fails: true },
  ]
  assert.equal(
    words({ verdict: 'fail', findings })[0],
    'Audit: failed on 28 Nov, 1 finding: Nobody is notified.',
  )
  assert.match(words({ verdict: 'insufficient' })[0] ?? '', /says insufficient/)
  assert.match(words({ verdict: 'broken', findings })[0] ?? '', /could not be carried out: A notice/)
  assert.deepEqual(auditFacts([], AT), [])
  assert.deepEqual(auditFacts([keptAudit({ endedAt: AT + 1 })], AT), [], 'what comes after it is not known')
})
