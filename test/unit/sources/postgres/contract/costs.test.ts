import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { costed, costsOf } from '../../../../../src/sources/postgres/contract/costs.ts'
import { JOBS } from '../../../../support/postgres/mutations/seen.ts'

const planned = { mapping: JOBS }

describe('what is lost', () => {
  test('is what the columns say', () => {
    assert.deepEqual(costsOf(planned, ['type']), { kind: 'task', lacks: ['task_type'] })
    assert.deepEqual(costsOf(planned, ['startedAt', 'error']), {
      kind: 'task',
      lacks: ['started_at', 'error'],
    })
  })

  test('is everything without what a row cannot be read by', () => {
    assert.deepEqual(costsOf(planned, ['type', 'status']), { kind: 'task', lacks: null })
    assert.deepEqual(costsOf(planned, null), { kind: 'task', lacks: null })
  })

  test('is nothing of releases, nor of columns that only stand in', () => {
    assert.equal(costsOf(planned, ['updatedAt']), null)
    assert.equal(costsOf(planned, []), null)
    const releases = { table: 'r', as: 'releases' as const, columns: { id: 'id', at: 'at', version: 'v' } }
    assert.equal(costsOf({ mapping: releases }, null), null)
  })

  test('is all that cannot be seen', () => {
    const problem = { where: 'jobs', message: 'x', refused: 0 }
    assert.deepEqual(costed(planned, problem), problem)
    const blind = { table: 'jobs', since: 0, lastRow: null }
    assert.deepEqual(costed(planned, { ...problem, blind }).costs, { kind: 'task', lacks: null })
  })
})
