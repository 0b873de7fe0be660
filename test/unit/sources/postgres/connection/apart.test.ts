import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import {
  isRowFault,
  type Keyed,
  orApart,
  readApart,
} from '../../../../../src/sources/postgres/connection/apart.ts'
import type { Ask, Statement } from '../../../../../src/sources/postgres/connection/statement.ts'
import { whyUnreadable } from '../../../../../src/sources/postgres/connection/values.ts'

const fault = (code: string, severity = 'ERROR'): DatabaseError =>
  Object.assign(new DatabaseError('invalid input syntax for type integer: "secret"', 0, 'error'), {
    code,
    severity,
  })

/** Rows of a key, a hash and two fields, on one of which the server fails in some of them. */
function table(rows: number, faulty: ReadonlyMap<string, number>) {
  const asked: number[] = []
  const ask: Ask = async ({ values }) => {
    const keys = values[0] as string[]
    const without = new Set(values.slice(1).map(Number))
    asked.push(keys.length)
    for (const key of keys) {
      const field = faulty.get(key)
      if (field !== undefined && !without.has(field)) throw fault('22P02')
    }
    return keys.map((key, i) => [
      key,
      key,
      'hash',
      ...[0, 1].map(field => (without.has(field) ? null : `${key}.${field}`)),
      String(i + 1),
      null,
    ])
  }
  const keyed: Keyed = {
    keys: [...Array(rows).keys()].map(key => [String(key)]),
    fields: 2,
    firstField: 3,
    read: (keys, without): Statement => ({
      text: 'rows',
      values: [keys.map(([key]) => key ?? ''), ...[...without].map(String)],
    }),
  }
  return { ask, keyed, asked }
}

describe('rows on one of which the server fails', () => {
  test('come all the same, each with the place of its key; the field that fails says why, and quotes nothing', async () => {
    const { ask, keyed, asked } = table(
      1_000,
      new Map([
        ['3', 1],
        ['700', 0],
      ]),
    )
    const rows = await readApart(ask, keyed)
    assert.deepEqual(
      rows.map(row => row.at(-2)),
      [...Array(1_000).keys()].map(i => String(i + 1)),
    )
    const unread = rows.flatMap(row =>
      row.flatMap((cell, i) => (whyUnreadable(cell) === null ? [] : [[row[0], i, whyUnreadable(cell)]])),
    )
    const why = 'cannot be read: PostgreSQL finds a text that its type cannot hold (22P02)'
    assert.deepEqual(unread, [
      ['3', 4, why],
      ['700', 3, why],
    ])
    assert.equal(rows[3]?.[3], '3.0', 'its other field is read')
    assert.ok(asked.length < 60, String(asked.length))
  })

  test('cost three statements each where the same field is to blame in many', async () => {
    const { ask, keyed, asked } = table(
      40,
      new Map([...Array(40).keys()].map(key => [String(key), 1] as const)),
    )
    assert.equal((await readApart(ask, keyed)).length, 40)
    assert.ok(asked.filter(keys => keys === 1).length <= 3 * 40 + 2, String(asked.length))
  })

  test('are given up where the server fails on too many of them', async () => {
    const { ask, keyed, asked } = table(
      500,
      new Map([...Array(500).keys()].map(key => [String(key), 1] as const)),
    )
    await assert.rejects(readApart(ask, keyed), /invalid input syntax/)
    assert.ok(asked.length < 300, String(asked.length))
  })

  test('are asked for apart only where a row is to blame, and where they can be', async () => {
    const failing = async (error: Error, apart?: Statement['apart']): Promise<unknown> =>
      orApart(
        async () => {
          throw error
        },
        { text: '', values: [], ...(apart === undefined ? {} : { apart }) },
      )
    const apart = async () => [['row']]
    assert.deepEqual(await failing(fault('22P05'), apart), [['row']])
    await assert.rejects(failing(fault('22P05')), /invalid input/)
    await assert.rejects(failing(fault('57014'), apart), /invalid input/)
  })
})

describe('a fault', () => {
  test('is of a row where a value is to blame, not where the statement, a lock or the connection is', () => {
    for (const code of ['22P02', '22P05', '22008', '22012', 'XX001', 'P0001', '21000'])
      assert.ok(isRowFault(fault(code)), code)
    for (const code of ['22023', '42703', '42501', '55P03', '57014', '40001'])
      assert.ok(!isRowFault(fault(code)), code)
    assert.ok(!isRowFault(fault('22P02', 'FATAL')))
    assert.ok(!isRowFault(new Error('22P02')))
  })
})
