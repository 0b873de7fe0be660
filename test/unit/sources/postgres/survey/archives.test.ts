import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { parseConfig } from '../../../../../src/config/load.ts'
import type { Relation } from '../../../../../src/sources/postgres/connection/catalog.ts'
import { withArchives } from '../../../../../src/sources/postgres/survey/archives.ts'
import { detectMapping } from '../../../../../src/sources/postgres/survey/guess-mapping.ts'
import { describeInspection, inspectDatabase } from '../../../../../src/sources/postgres/survey/inspect.ts'
import { renderConfig } from '../../../../../src/sources/postgres/survey/render-config.ts'
import { pgliteServers } from '../../../../support/postgres/postgres.ts'
import { column, primary, table } from '../../../../support/postgres/postgres-relations.ts'

const TIME = 'timestamp with time zone'
const jobs = (name: string, more: Partial<Relation> = {}): Relation => ({
  ...table(
    name,
    [column('id', 'bigint'), column('status', 'text'), column('created_at', TIME), column('done_at', TIME)],
    [primary('id')],
  ),
  oid: `${more.schema ?? ''}${name}`,
  ...more,
})
const found = (...tables: Relation[]): string[] =>
  withArchives(detectMapping(tables), tables).map(({ mapping }) =>
    mapping.as === 'tasks' && mapping.archive !== undefined
      ? `${mapping.table} > ${mapping.archive}`
      : mapping.table,
  )

describe('a table to which the rows of another move', () => {
  for (const name of [
    'jobs_archive',
    'archived_jobs',
    'jobs_history',
    'jobs_done',
    'JobsArchive',
    'completed_jobs',
  ]) {
    test(`is ${name}, beside jobs`, () =>
      assert.deepEqual(found(jobs('jobs'), jobs(name)), [`jobs > ${name}`]))
  }

  test('is one of its name in a schema of archives, and needs no key of its own', () => {
    assert.deepEqual(found(jobs('jobs'), jobs('jobs', { schema: 'archive', indexes: [] })), [
      'jobs > archive.jobs',
    ])
  })

  test('is none that is called otherwise, has other columns, inherits from it, or is one of several', () => {
    assert.deepEqual(found(jobs('jobs'), jobs('jobs_mail')), ['jobs', 'jobs_mail'])
    assert.deepEqual(found(jobs('jobs'), jobs('jobs', { schema: 'tenant' })), ['jobs', 'tenant.jobs'])
    assert.deepEqual(found(jobs('jobs'), jobs('jobs_old', { columns: jobs('x').columns.slice(0, 2) })), [
      'jobs',
    ])
    assert.deepEqual(found(jobs('jobs'), jobs('jobs_old', { above: ['jobs'] })), ['jobs', 'jobs_old'])
    assert.equal(found(jobs('jobs'), jobs('jobs_old'), jobs('jobs_archive')).length, 3)
    assert.deepEqual(found(jobs('done_jobs')), ['done_jobs'])
  })
})

describe('what init writes', () => {
  const server = pgliteServers()
  after(() => server.stop())

  test('has an archive as that of its table', async t => {
    const { url, sql, drop } = await server.create()
    t.after(drop)
    await sql(`CREATE TABLE jobs (id bigserial PRIMARY KEY, status text, created_at timestamptz NOT NULL, completed_at timestamptz);
      CREATE INDEX ON jobs (created_at); CREATE TABLE jobs_archive (LIKE jobs INCLUDING ALL)`)
    const inspection = await inspectDatabase(url, new AbortController().signal)
    assert.match(describeInspection(inspection), /rows seem to move to jobs_archive when they end/)
    assert.doesNotMatch(describeInspection(inspection), /not mapped/)
    const [source] = parseConfig(renderConfig(inspection), { DATABASE_URL: url }).sources
    assert.ok(source?.type === 'postgres')
    assert.deepEqual(
      source.tables.map(one => [one.table, one.as === 'tasks' ? one.archive : null]),
      [['jobs', 'jobs_archive']],
    )
  })
})
