import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import type { Row, Session, Statement } from '../../../../../src/sources/postgres/connection/session.ts'
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
})
