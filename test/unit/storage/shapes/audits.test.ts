import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditReportShape, auditShape, cardShape } from '../../../../src/storage/shapes/audits.ts'
import { keptAudit, keptCard } from '../../../support/audit/kept.ts'

test('an audit has one of four verdicts, and a card sizes with their delays or none', () => {
  assert.equal(auditShape(keptAudit()), null)
  assert.equal(auditShape(keptAudit({ at: null, verdict: 'broken' })), null)
  assert.equal(typeof auditShape({ ...keptAudit(), verdict: 'fine' }), 'string')
  assert.equal(cardShape(keptCard()), null)
  assert.equal(cardShape(keptCard({ sizes: [{ share: 0.1, delays: null }] })), null)
  assert.equal(typeof cardShape({ ...keptCard(), direction: 'sideways' }), 'string')
})

test('what a process of its own reports is both, and nothing less', () => {
  assert.equal(auditReportShape({ audit: keptAudit(), cards: [{ seriesId: 1, card: keptCard() }] }), null)
  for (const wrong of [null, 'pass', {}, { audit: keptAudit() }, { audit: {}, cards: [] }])
    assert.equal(typeof auditReportShape(wrong), 'string')
})
