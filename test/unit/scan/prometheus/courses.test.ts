import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coursesOf } from '../../../../src/scan/prometheus/courses.ts'
import { answering, END, STEP } from '../../../support/scan/metrics.ts'

const GRID = { from: END - 40 * STEP, step: STEP, buckets: 40 }

test('a course is asked for in stretches where there are many series, and is the same', async () => {
  const values = Array.from({ length: 40 }, (_, i) => i)
  const api = answering([{ labels: { __name__: 'a', b: '2', a: '1' }, values }])
  let asked = 0
  const counting = {
    ...api,
    get: (...of: Parameters<typeof api.get>) => {
      asked += 1
      return api.get(...of)
    },
  }
  const query = 'avg_over_time({__name__="a"}[3h])'
  const [whole] = await coursesOf(counting, query, GRID, 1)
  assert.deepEqual([...(whole?.values ?? [])], values)
  assert.deepEqual(Object.keys(whole?.labels ?? {}), ['a', 'b'])
  assert.equal(asked, 1)
  const parts = await coursesOf(counting, query, GRID, 10_000)
  assert.deepEqual(parts, [whole])
  assert.equal(asked, 3)
})

test('what is not finite, not there, or beside the buckets is no value', async () => {
  const at = (bucket: number): number => (GRID.from + bucket * STEP) / 1000
  const values = [
    [at(1), 'NaN'],
    [at(2), '+Inf'],
    [at(3), '7'],
    [at(99), '8'],
    [at(0), '9'],
  ]
  const api = {
    ...answering([]),
    get: async () => ({ result: [{ metric: {}, values }, { metric: { a: '1' } }] }),
  }
  const [first, second] = await coursesOf(api, 'x', GRID, 1)
  assert.deepEqual(
    [...(first?.values ?? [])].flatMap((value, i) => (Number.isNaN(value) ? [] : [[i, value]])),
    [[2, 7]],
  )
  assert.ok(second?.values.every(Number.isNaN))
})
