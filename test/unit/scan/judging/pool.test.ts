import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPool } from '../../../../src/scan/judging/pool.ts'
import { noisy, STEP } from '../../../support/scan/metrics.ts'

test('courses are judged in threads, and each answer is that of its question', async t => {
  const pool = createPool(2)
  t.after(() => pool.close())
  const ask = (values: readonly number[]) =>
    pool.judge({ values: Float64Array.from(values), from: 0, step: STEP, of: 3 })
  const [same, changed, few] = await Promise.all([
    ask(Array(240).fill(1)),
    ask(noisy(1, (value, i) => (i >= 150 ? 2 * value : value))),
    ask(noisy(2, (value, i) => (i < 220 ? Number.NaN : value))),
  ])
  assert.equal(same, 'constant')
  assert.equal(few, 'short')
  assert.equal(typeof changed === 'object' && changed.drifts.length, 1)
  await assert.rejects(
    createPool(0).judge({ values: new Float64Array(1), from: 0, step: 1, of: 1 }),
    RangeError,
  )
})
