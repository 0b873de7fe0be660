import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mappedAs, termsOf } from '../../../../../src/sources/postgres/contract/contract.ts'
import { column, contractOf, JOBS, SEEN } from '../../../../support/postgres/mutations/seen.ts'

describe('what a mapping relies on', () => {
  test('is the columns that it names, the index of its order and what tells its rows apart', () => {
    const { columns, indexes, rest } = contractOf()
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['id', 'kind', 'created_at', 'ended_at', 'state'],
    )
    assert.deepEqual(
      indexes.map(({ name, serves }) => `${name} ${serves}`),
      ['jobs_created order', 'jobs_pkey unique'],
    )
    assert.ok(rest.columns.includes('spare'))
  })

  test('is found within a path into JSON, and within a function', () => {
    const columns = {
      ...JOBS.columns,
      model: 'meta.model',
      createdAt: 'epoch_ms(born)',
      completedAt: 'coalesce(a, b)',
    }
    const mapping = { ...JOBS, columns }
    const there = [
      column(1, 'meta', 'jsonb'),
      column(2, 'born', 'bigint'),
      column(3, 'a', 'date'),
      column(4, 'b', 'date'),
    ]
    assert.deepEqual(
      termsOf(mapping, there).map(({ name, roles }) => `${name}: ${roles.map(role => role.named).join()}`),
      ['meta: meta.model', 'born: epoch_ms(born)', 'a: coalesce(a, b)', 'b: coalesce(a, b)'],
    )
  })

  test('stays small where a table has thousands of columns', () => {
    const many = Array.from({ length: 1500 }, (_, i) => column(10 + i, `c${i}`, 'text'))
    const { rest } = contractOf({ ...SEEN, columns: [...SEEN.columns, ...many] })
    assert.ok(JSON.stringify(rest).length < 10_000)
  })

  test('is learned anew with another mapping', () => {
    assert.notEqual(mappedAs(JOBS), mappedAs({ ...JOBS, columns: { ...JOBS.columns, error: 'why' } }))
  })
})
