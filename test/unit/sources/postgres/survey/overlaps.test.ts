import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { manualClock, systemClock } from '../../../../../src/core/clock.ts'
import type { TableMapping, TasksMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { describeInspection, inspectDatabase } from '../../../../../src/sources/postgres/survey/inspect.ts'
import { overlaps } from '../../../../../src/sources/postgres/survey/overlaps.ts'
import { pgliteServers, type TestDatabase, type TestPostgres } from '../../../../support/postgres/postgres.ts'
import { table } from '../../../../support/postgres/postgres-relations.ts'
import { createLedger, pullAll, standing, testSource } from '../../../../support/postgres/postgres-source.ts'

const jobs = (name: string, more: Partial<TasksMapping> = {}): TasksMapping => ({
  table: name,
  as: 'tasks',
  columns: { id: 'id', createdAt: 'created_at', completedAt: 'completed_at', status: 'status' },
  ...more,
})
const counted = (name: string, observation: string): TableMapping => ({
  table: name,
  as: 'observations',
  observation,
  columns: { id: 'id', at: 'created_at' },
})
const live = () => ({ now: 'database', clock: manualClock(systemClock.now()) }) as const
const twice = (...located: readonly (readonly [TableMapping, string, ...string[]])[]) =>
  [
    ...overlaps(
      located.map(([mapping, oid, ...above]) => ({
        mapping,
        relation: { ...table('t', [], []), oid, above },
      })),
    ).values(),
  ].map(({ where, message }) => `${where}: ${message}`)

describe('mappings of the same rows', () => {
  test('are a table under two names, and a table beside one that is above it', () => {
    assert.deepEqual(twice([jobs('jobs'), '1'], [jobs('public.jobs'), '1']), [
      'public.jobs: it is the same table as jobs, so that each of them counts twice',
    ])
    assert.deepEqual(twice([jobs('jobs_2026'), '2', '9', '1'], [jobs('jobs'), '1']), [
      'jobs_2026: its rows are read with jobs, so that each of them counts twice',
    ])
  })

  test('are not those of another kind, of an archive, of another name of what is observed, nor of a query', () => {
    assert.deepEqual(twice([jobs('jobs'), '1'], [counted('jobs', 'a'), '1'], [counted('jobs', 'b'), '1']), [])
    assert.deepEqual(
      twice([jobs('old', { archiveOf: 'jobs' }), '2', '1'], [jobs('jobs', { archive: 'old' }), '1']),
      [],
    )
    const query = { mapping: jobs('jobs', { query: 'SELECT 1' }), relation: undefined }
    assert.equal(overlaps([query, { ...query, mapping: jobs('other', { query: 'SELECT 2' }) }]).size, 0)
  })
})

describe('a table from which others inherit', () => {
  let server: TestPostgres
  let db: TestDatabase
  before(async () => {
    server = pgliteServers()
    db = await server.create()
    await db.sql(`CREATE TABLE jobs (id bigserial PRIMARY KEY, status text, created_at timestamptz NOT NULL, completed_at timestamptz);
      CREATE TABLE mail_jobs (PRIMARY KEY (id), recipient text) INHERITS (jobs);
      CREATE INDEX ON jobs (created_at); CREATE INDEX ON mail_jobs (created_at);
      INSERT INTO mail_jobs (status, created_at) VALUES ('waiting', now())`)
  })
  after(() => server.stop())

  test('is proposed alone, and says what is read with it', async () => {
    const found = await inspectDatabase(db.url, new AbortController().signal)
    assert.deepEqual(
      found.mappings.map(({ mapping, missing }) => [mapping.table, missing.at(-1)]),
      [['jobs', 'tables inherit from it, and are read with it: mail_jobs']],
    )
    assert.doesNotMatch(describeInspection(found), /not mapped/)
  })

  test('is a problem beside one of them for as long as both are read', async () => {
    const both = testSource(db.url, [jobs('jobs'), jobs('mail_jobs')], live()).source
    assert.deepEqual(
      standing(await pullAll(both, createLedger())).map(({ where, message }) => `${where}: ${message}`),
      ['mail_jobs: its rows are read with jobs, so that each of them counts twice'],
    )
    const one = testSource(db.url, [jobs('jobs')], live()).source
    const ledger = createLedger()
    assert.deepEqual(standing(await pullAll(one, ledger)), [])
    assert.equal(ledger.events.size, 1)
  })
})
