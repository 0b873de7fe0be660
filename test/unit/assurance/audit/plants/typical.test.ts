import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { typicalOf } from '../../../../../src/assurance/audit/plants/typical.ts'
import { quietPoints } from '../../../../support/audit/audited-store.ts'
import { futurePoints } from '../../../../support/audit/ground.ts'

describe('what is usual for a series', () => {
  test('is its middle and its spread on the scale of its family, by the median', () => {
    const usual = typicalOf(quietPoints(2000), 'positive')
    assert.ok(Math.abs((usual?.center ?? 0) - 60) < 1, String(usual?.center))
    assert.ok(Math.abs((usual?.sigma ?? 0) - 0.1) < 0.01, String(usual?.sigma))
    assert.equal(usual?.n, 20)
  })

  test('is not moved by a few wild values', () => {
    const wild = quietPoints(200).map((point, k) => (k % 20 === 0 ? { ...point, value: 1e9 } : point))
    const usual = typicalOf(wild, 'positive')
    assert.ok((usual?.center ?? 0) < 65 && (usual?.sigma ?? 1) < 0.15, JSON.stringify(usual))
  })

  test('is not known of a dozen values, and has a spread where all are equal', () => {
    assert.equal(typicalOf(futurePoints(Array(13).fill(5)), 'real'), null)
    for (const family of ['positive', 'real', 'proportion', 'count'] as const)
      assert.ok((typicalOf(futurePoints(Array(14).fill(1)), family)?.sigma ?? 0) > 0, family)
  })
})
