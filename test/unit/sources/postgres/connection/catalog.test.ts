import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  findRelations,
  isOrdered,
  listRelations,
  primaryKey,
  wholeKey,
} from '../../../../../src/sources/postgres/connection/catalog.ts'
import { createSession, type Session } from '../../../../../src/sources/postgres/connection/session.ts'
import { pgliteServers, type TestPostgres } from '../../../../support/postgres/postgres.ts'
import { column, index, primary, table } from '../../../../support/postgres/postgres-relations.ts'

describe('the catalogue', () => {
  let server: TestPostgres
  let session: Session
  before(async () => {
    server = pgliteServers()
    const db = await server.create()
    await db.sql(`CREATE SCHEMA app; CREATE DOMAIN code AS char(9); CREATE DOMAIN job_code AS code;
      CREATE TABLE app.jobs (id job_code PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), gone int, note text);
      ALTER TABLE app.jobs DROP COLUMN gone;
      CREATE INDEX ON app.jobs (at); CREATE INDEX ON app.jobs (lower(note), at);
      CREATE INDEX ON app.jobs (note) WHERE note <> '';
      CREATE TABLE "a.b" (id int); CREATE VIEW seen AS SELECT id FROM app.jobs`)
    session = createSession({ url: db.url, statementTimeout: 5_000, signal: new AbortController().signal })
  })
  after(async () => {
    try {
      await session.close()
    } finally {
      await server.stop()
    }
  })

  test('says what columns a table has, domains as the type behind them', async () => {
    const jobs = (await findRelations(session, ['app.jobs'])).get('app.jobs')
    assert.deepEqual(jobs?.columns, [
      column('id', 'bpchar', { notNull: true }),
      column('at', 'timestamp with time zone', { notNull: true, hasDefault: true }),
      column('note', 'text'),
    ])
    assert.deepEqual([jobs?.kind, jobs?.rowSecurity, jobs?.estimatedRows], ['table', false, null])
  })

  test('names the indexes that cover every row, with null for an expression', async () => {
    const jobs = (await findRelations(session, ['app.jobs'])).get('app.jobs')
    const keys = jobs?.indexes.map(({ columns, primary: isPrimary }) => [...columns, isPrimary])
    assert.deepEqual(
      keys?.sort(),
      [
        [null, 'at', false],
        ['at', false],
        ['id', true],
      ].sort(),
    )
  })

  test('finds a table by its name in quotes or not, with its schema or on the search path', async () => {
    const names = ['"app"."jobs"', 'jobs', 'a.b', '"a.b"', 'seen']
    const found = await findRelations(session, names)
    assert.deepEqual(
      names.map(name => found.get(name)?.name),
      ['jobs', undefined, 'a.b', 'a.b', 'seen'],
    )
    assert.equal(found.get('seen')?.kind, 'view')
  })

  test('lists what is not of the system, in order of name, up to a limit', async () => {
    const listed = async (limit: number) => (await listRelations(session, limit)).map(({ name }) => name)
    assert.deepEqual(await listed(9), ['jobs', 'a.b', 'seen'])
    assert.deepEqual(await listed(1), ['jobs'])
  })
})

describe('the key of a table', () => {
  const columns = [
    column('a', 'int', { notNull: true }),
    column('b', 'int', { notNull: true }),
    column('c', 'int'),
  ]
  const unique = (...names: string[]) => ({ ...index(...names), unique: true })
  const names = (key: ReadonlyArray<{ name: string }>) => key.map(({ name }) => name)

  test('is its primary key, in the order of the key', () => {
    const relation = table('t', columns, [unique('a'), primary('b', 'a')])
    assert.deepEqual(names(primaryKey(relation)), ['b', 'a'])
    assert.deepEqual(names(wholeKey(relation)), ['b', 'a'])
  })

  test('is else the shortest unique index without NULL, and may be missing', () => {
    const relation = table('t', columns, [unique('a', 'b'), unique('c'), unique('b')])
    assert.deepEqual(names(primaryKey(relation)), [])
    assert.deepEqual(names(wholeKey(relation)), ['b'])
    assert.deepEqual(wholeKey(table('t', columns, [unique('c'), index('a')])), [])
  })

  test('orders rows only where a B-tree leads with the column', () => {
    const relation = table('t', columns, [index('a', 'b'), { ...index('c'), method: 'hash' }])
    assert.deepEqual(
      ['a', 'b', 'c'].map(name => isOrdered(relation, name)),
      [true, false, false],
    )
  })
})
