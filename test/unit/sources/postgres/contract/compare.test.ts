import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compare } from '../../../../../src/sources/postgres/contract/compare.ts'
import type { Contract } from '../../../../../src/sources/postgres/contract/contract.ts'
import type { Seen } from '../../../../../src/sources/postgres/contract/look.ts'
import { planTable } from '../../../../../src/sources/postgres/mapping/plan.ts'
import {
  column,
  contractOf,
  JOBS,
  relationOf,
  SEEN,
  seenWith,
} from '../../../../support/postgres/mutations/seen.ts'

function held(contract: Contract, seen: Seen) {
  const { plan } = planTable(JOBS, relationOf(seen), 'UTC')
  return compare(contract, { mapping: JOBS, plan, seen }, 1_000)
}

describe('a table that is held to what is relied on', () => {
  test('says nothing where nothing has changed', () => {
    const { findings, recorded } = held(contractOf(), SEEN)
    assert.deepEqual([findings, recorded], [[], []])
  })

  test('is remembered as it was for as long as something of it is broken', () => {
    const broken = seenWith({ kind: null })
    const first = held(contractOf(), broken)
    assert.equal(first.findings.length, 1)
    assert.deepEqual(held(first.contract, broken).findings, first.findings)
    assert.deepEqual(held(held(first.contract, broken).contract, SEEN).findings, [])
  })

  test('records once what harms nothing', () => {
    const wider = { ...SEEN, columns: [...SEEN.columns, column(7, 'priority', 'integer')] }
    const first = held(contractOf(), wider)
    assert.deepEqual(first.recorded, ['column priority added'])
    assert.deepEqual(first.contract.changes, [{ at: 1_000, what: 'column priority added' }])
    assert.deepEqual(held(first.contract, wider).recorded, [])
  })

  test('names an index that is gone with what was scanned since, and how it is made again', () => {
    const [, key] = SEEN.indexes
    const seen: Seen = { ...SEEN, indexes: key === undefined ? [] : [key], scans: [7, 4030] }
    const { findings, contract } = held(contractOf(), seen)
    assert.match(
      findings[0]?.message ?? '',
      /about 1000 rows; since then 4 sequential scans have read 4000 rows of it$/,
    )
    assert.equal(
      findings[0]?.remedy,
      'CREATE INDEX CONCURRENTLY jobs_created ON public.jobs USING btree (created_at)',
    )
    assert.deepEqual(contract.scans, [3, 30])
  })

  test('takes another index that serves the same', () => {
    const indexes = SEEN.indexes.map(index => ({ ...index, name: `${index.name}_2` }))
    assert.deepEqual(held(contractOf(), { ...SEEN, indexes }).findings, [])
  })

  test('names a table of another schema for as long as the name stands for it', () => {
    const other = { ...SEEN, oid: '200', schema: 'other', schemaOid: '9' }
    const first = held(contractOf(), other)
    assert.match(first.findings[0]?.message ?? '', /stands for other\.jobs now, and stood for public\.jobs/)
    assert.equal(held(first.contract, other).findings.length, 1)
  })
})
