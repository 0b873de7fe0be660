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

const denial = new DatabaseError('permission denied for table jobs', 0, 'error')
denial.code = '42501'

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
    assert.ok(!('why' in relation))
    assert.deepEqual([relation.name, relation.kind, relation.user], ['jobs', 'view', 'reader'])
    assert.deepEqual(
      relation.columns.map(({ name, type }) => `${name} ${type}`),
      ['id bigint', 'at timestamp with time zone'],
    )
  })

  test('that cannot be run says why, and a database that is away is no fault of it', async () => {
    const syntax = session([syntaxError])
    const found = await describeQuery(syntax, 'jobs', 'SELECT 1 FORM x')
    assert.ok('why' in found)
    assert.match(found.why, /cannot be run: syntax error/)
    assert.deepEqual(found.denied, [])
    const twice = session([[[['id'], ['id']], [['reader']]]])
    assert.deepEqual(await describeQuery(twice, 'jobs', 'SELECT 1'), {
      why: 'two of its columns are called id',
      denied: [],
    })
    const away = session([new SourceError('the database is away')])
    await assert.rejects(describeQuery(away, 'jobs', 'SELECT 1'), /away/)
  })

  test('names what the user may not read of it, and nothing that is merely called alike', async () => {
    const candidates = [
      ['public', 'job', 'reader'],
      ['public', 'jobs', 'reader'],
      ['Old', 'The jobs', 'reader'],
    ]
    const found = await describeQuery(
      session([denial, [candidates]]),
      'work',
      'SELECT * FROM Jobs JOIN "Old"."The jobs" USING (id)',
    )
    assert.ok('why' in found)
    assert.deepEqual(
      found.denied.map(({ name }) => name),
      ['jobs', 'The jobs'],
    )
  })
})
