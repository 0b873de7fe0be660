import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseError } from 'pg'
import { SourceError } from '../../../../../src/core/errors.ts'
import {
  describeQuery,
  inPlace,
  queryFault,
} from '../../../../../src/sources/postgres/connection/described-query.ts'
import type { Session } from '../../../../../src/sources/postgres/connection/session.ts'

const session = (
  answers: ReadonlyArray<readonly (readonly (readonly (string | null)[])[])[] | Error>,
): Session => {
  const left = [...answers]
  return {
    read: async () => {
      const next = left.shift()
      if (next === undefined) throw new Error('asked once too often')
      if (next instanceof Error) throw next
      return next.map(rows => rows.map(row => [...row]))
    },
    close: async () => undefined,
  }
}

const syntaxError = new DatabaseError('syntax error at or near "FORM"', 0, 'error')
syntaxError.code = '42601'

describe('a query in place of a table', () => {
  test('is one SELECT, seen before it is sent', () => {
    assert.equal(queryFault('SELECT 1'), null)
    assert.equal(queryFault('\n  with a AS (SELECT 1) SELECT * FROM a'), null)
    assert.match(queryFault('DELETE FROM jobs') ?? '', /must begin with SELECT or WITH/)
    assert.match(queryFault('SELECT 1; DROP TABLE jobs') ?? '', /one statement/)
    assert.match(queryFault(`SELECT ${'1'.repeat(10_001)}`) ?? '', /longer than/)
    assert.equal(inPlace('SELECT 1 -- one'), '(\nSELECT 1 -- one\n)')
  })

  test('is described as a view of its columns and their types', async () => {
    const answers = [[[['id'], ['at']], [['reader']]], [[['bigint', 'timestamp with time zone']]]] as const
    const relation = await describeQuery(session(answers), 'jobs', 'SELECT 1')
    assert.ok(typeof relation !== 'string')
    assert.deepEqual([relation.name, relation.kind, relation.user], ['jobs', 'view', 'reader'])
    assert.deepEqual(
      relation.columns.map(({ name, type }) => `${name} ${type}`),
      ['id bigint', 'at timestamp with time zone'],
    )
  })

  test('that cannot be run says why, and a database that is away is no fault of it', async () => {
    const syntax = session([syntaxError])
    assert.match(
      String(await describeQuery(syntax, 'jobs', 'SELECT 1 FORM x')),
      /cannot be run: syntax error/,
    )
    const twice = session([[[['id'], ['id']], [['reader']]]])
    assert.equal(await describeQuery(twice, 'jobs', 'SELECT 1'), 'two of its columns are called id')
    const away = session([new SourceError('the database is away')])
    await assert.rejects(describeQuery(away, 'jobs', 'SELECT 1'), /away/)
  })
})
