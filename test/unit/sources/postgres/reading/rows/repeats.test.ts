import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TablePlan } from '../../../../../../src/sources/postgres/mapping/plan.ts'
import { repeatsAmong, worse } from '../../../../../../src/sources/postgres/reading/rows/repeats.ts'
import { TASKS } from '../../../../../support/postgres/postgres-source.ts'

const plan = (repeatable: TablePlan['repeatable']) => ({
  mapping: TASKS,
  key: [{ sql: 't.pk', type: 'integer' }],
  fields: [{ role: 'id', sql: 't.task_id' }],
  repeatable,
})
/** Cells: order, key, hash, id. */
const rows = [
  ['1', 'k1', 'h', 'a'],
  ['2', 'k2', 'h', 'b'],
  ['3', 'k3', 'h', 'a'],
  ['4', 'k3', 'h', null],
  ['5', 'k4', 'h', null],
]

describe('an id that repeats', () => {
  test('is counted by the column that nothing keeps from it', () => {
    assert.deepEqual(repeatsAmong(plan('id'), rows, 9), { rows: 1, of: 5, lastAt: 9, example: 'a' })
    assert.deepEqual(repeatsAmong(plan('key'), rows, 9), { rows: 1, of: 5, lastAt: 9, example: 'k3' })
    assert.equal(repeatsAmong(plan(null), rows, 9), null)
    assert.equal(repeatsAmong(plan('id'), rows.slice(0, 2), 9), null)
  })

  test('is remembered as the look that found the largest share, at the latest moment', () => {
    const [large, small] = [
      { rows: 5, of: 10, lastAt: 1, example: 'x' },
      { rows: 1, of: 32, lastAt: 2, example: 'y' },
    ]
    assert.deepEqual(worse(large, small), { ...large, lastAt: 2 })
    assert.deepEqual(worse(small, large), large)
    assert.deepEqual(worse(undefined, small), small)
    assert.equal(worse(undefined, null), undefined)
    assert.equal(worse(large, null), large)
  })
})
