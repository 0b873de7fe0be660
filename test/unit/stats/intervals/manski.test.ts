import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { manskiBounds } from '../../../../src/stats/intervals/manski.ts'

test('the unseen are all false, or all true', () => {
  assert.deepEqual(manskiBounds({ trues: 30, verified: 40, total: 100 }), { lower: 0.3, upper: 0.9 })
})

test('where all were looked at there is nothing to bound', () => {
  assert.deepEqual(manskiBounds({ trues: 3, verified: 4, total: 4 }), { lower: 0.75, upper: 0.75 })
})

test('the bounds hold the truth whatever the unseen are, and are as wide as the share unseen', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1 }), claims => {
      const seen = claims.filter(([, looked]) => looked)
      const total = claims.length
      const { lower, upper } = manskiBounds({
        trues: seen.filter(([is]) => is).length,
        verified: seen.length,
        total,
      })
      const truth = claims.filter(([is]) => is).length / total
      assert.ok(lower <= truth && truth <= upper)
      assert.ok(Math.abs(upper - lower - (total - seen.length) / total) < 1e-12)
    }),
  )
})
