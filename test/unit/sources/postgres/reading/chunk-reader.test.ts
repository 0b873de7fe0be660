import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { Row, Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TablePlan } from '../../../../../src/sources/postgres/mapping/plan.ts'
import { ChunkReader, ReplacedTable } from '../../../../../src/sources/postgres/reading/chunk-reader.ts'

const statement = (rows: number): Statement => ({ text: `LIMIT ${rows}`, values: [] })

function session(read: (limit: number) => Row[][]): Session {
  return {
    read: async ([first]) => read(Number(first?.text.replace('LIMIT ', ''))),
    close: async () => {},
  }
}

function timeout(): DatabaseError {
  return Object.assign(new DatabaseError('canceling statement due to statement timeout', 0, 'error'), {
    code: '57014',
  })
}

describe('a chunk', () => {
  test('becomes smaller where its statement takes too long, and stays so', async () => {
    const asked: number[] = []
    const limit = { rows: 1_000 }
    const slow = session(rows => {
      asked.push(rows)
      if (rows > 300) throw timeout()
      return [[['row']], [['1', 'files']]]
    })
    const chunks = new ChunkReader(slow, '1', 'files', limit)
    assert.deepEqual(await chunks.read(statement), [['row']])
    assert.deepEqual(asked, [1_000, 500, 250])
    assert.deepEqual([limit.rows, chunks.rows], [250, 250])
  })

  test('that takes too long however small it is fails', async () => {
    const slow = session(() => {
      throw timeout()
    })
    await assert.rejects(
      new ChunkReader(slow, '1', 'files', { rows: 150 }).read(statement),
      /statement timeout/,
    )
  })

  test('of a table that was replaced meanwhile is thrown away', async () => {
    const replaced = session(() => [[['row of another table']], [['1', 'other files']]])
    const read = new ChunkReader(replaced, '1', 'files', { rows: 150 }).read(statement)
    await assert.rejects(read, ReplacedTable)
  })

  test('is asked for while something is made of the one before, behind its last row', async () => {
    const plan = {
      oid: '1',
      relation: 'jobs',
      order: { column: 'at', sql: 'at', type: 'bigint', unit: 'serial', role: 'at' },
      key: [{ sql: 'id', type: 'bigint' }],
      fields: [],
      ends: { values: [], said: [] },
      changed: [],
    } as unknown as TablePlan
    const begun: unknown[][] = []
    const rows = [...Array(5).keys()].map(i => [String(i), String(i)])
    const reader = new ChunkReader(
      {
        read: async ([scan]) => {
          const behind = scan?.values ?? []
          begun.push([...behind])
          const from = behind.length === 0 ? 0 : Number(behind.at(-1)) + 1
          return [rows.slice(from, from + 2), [['1', 'files']]]
        },
        close: async () => {},
      },
      '1',
      'files',
      { rows: 2 },
    )
    const seen: Array<[chunk: number, begun: number, done: boolean]> = []
    for await (const { chunk, done } of reader.all(plan, {
      startedAt: 0,
      from: null,
      to: null,
      after: null,
      extent: null,
    }))
      seen.push([chunk.length, begun.length, done])
    assert.deepEqual(seen, [
      [2, 2, false],
      [2, 3, false],
      [1, 3, true],
    ])
    assert.deepEqual(begun, [[], ['1', '1'], ['3', '3']])
  })
})
