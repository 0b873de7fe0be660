import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { recordOf } from '../../../../../src/assurance/audit/report/record.ts'
import { auditReportShape } from '../../../../../src/storage/shapes/audits.ts'
import { ONSET, trialOf } from '../../../../support/audit/invented-trial.ts'
import { keptCard } from '../../../../support/audit/kept.ts'

describe('an audit as it is kept', () => {
  test('has its verdict, what came of its plants, and what its cards were held against, all in all', () => {
    const { series } = trialOf()
    const card = { ...keptCard(), series, worse: [] }
    const cards = [
      { ...card, held: { of: 20, inside: 19 } },
      { ...card, held: { of: 10, inside: 10 } },
    ]
    const audit = {
      at: ONSET,
      series: 1,
      silentDetectors: [],
      facts: [],
      crossChecks: [],
      cards,
      trials: [trialOf()],
      verdict: 'pass' as const,
      findings: [],
    }
    const report = recordOf(audit, ONSET + 5, 3)
    assert.equal(auditReportShape(report), null)
    assert.deepEqual(
      [report.audit.held, report.audit.endedAt, report.audit.cpuSeconds],
      [{ of: 30, inside: 29 }, ONSET + 5, 3],
    )
    assert.deepEqual(report.audit.late, [{ share: 0.2, series: 0, of: 2 }])
    assert.deepEqual(report.audit.plants[0], { plant: 'level', planted: 1, reported: 1 })
    assert.deepEqual(report.cards[0], { seriesId: 1, card: keptCard() })
  })
})
