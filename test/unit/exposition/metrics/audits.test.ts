import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reading } from '../../../../src/exposition/metric.ts'
import * as metrics from '../../../../src/exposition/metrics/audits.ts'
import { readableStore } from '../../../../src/exposition/readable-store.ts'
import { keptAudit, keptCard } from '../../../support/audit/kept.ts'
import { READABLE } from '../../../support/exposition/readable-settings.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

describe('metrics of audits', () => {
  test('say nothing before the first, and then its verdict, its findings and how soon changes would be reported', t => {
    const kept = emptyStore(t, temporaryFolder(t))
    const read = (metric: Reading) => metric.read({ store: readableStore(kept), settings: READABLE, now: 0 })
    assert.deepEqual(
      [read(metrics.auditEnded), read(metrics.auditVerdict), read(metrics.auditSensitivity)],
      [[], [], []],
    )
    const finding = { what: 'unreported', words: 'x', fails: true }
    kept.series.ensure('a', 'task_throughput', {}, 3_600_000, 1)
    kept.series.ensure('b', 'task_throughput', {}, 3_600_000, 2)
    const card = keptCard()
    const none = { ...card, sizes: [{ share: 0.2, delays: null }] }
    kept.audits.add(keptAudit({ verdict: 'fail', findings: [finding, finding], endedAt: 5000 }), [
      { seriesId: 1, card },
      { seriesId: 2, card: none },
    ])
    assert.deepEqual(read(metrics.auditEnded), [[5]])
    assert.deepEqual(read(metrics.auditVerdict), [[1, { verdict: 'fail' }]])
    assert.deepEqual(read(metrics.auditFindings), [[2, { kind: 'unreported' }]])
    assert.deepEqual(read(metrics.auditSensitivity), [
      [1, { size: '0.2', within: 'day' }],
      [1, { size: '0.2', within: 'insufficient' }],
    ])
    assert.deepEqual(read(metrics.auditInterval), [[86_400]])
  })
})
