import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { checkDatabase } from '../../../../src/sources/postgres/check.ts'
import type { TableMapping } from '../../../../src/sources/postgres/mapping/mapping.ts'
import {
  freePort,
  pgliteServers,
  type TestDatabase,
  type TestPostgres,
} from '../../../support/postgres/postgres.ts'
import { TASK_TABLE, TASKS } from '../../../support/postgres/postgres-source.ts'

const checked = (url: string, ...tables: TableMapping[]) => checkedIn(null, url, ...tables)
const checkedIn = (zone: string | null, url: string, ...tables: TableMapping[]) =>
  checkDatabase({
    zone,
    stream: null,
    name: 'platform',
    url,
    tables,
    statementTimeout: 5_000,
    signal: new AbortController().signal,
  })
const observing = (table: string, at = 'at'): TableMapping => ({
  table,
  as: 'observations',
  observation: table,
  columns: { id: 'id', at, value: 'value' },
})

describe('the check of a database', () => {
  let server: TestPostgres
  let db: TestDatabase
  before(async () => {
    server = pgliteServers()
    db = await server.create()
    await db.sql(`${TASK_TABLE}
      CREATE VIEW broken AS SELECT 1 AS id, now() AS at, 1 / 0 AS value`)
  })
  after(() => server.stop())

  test('finds nothing where every table can be read as it is mapped', async () => {
    assert.deepEqual(await checked(db.url, TASKS), [])
  })

  test('names local times without a zone by what gives them away: they lie in the future', async () => {
    await db.sql(`CREATE TABLE local (id int PRIMARY KEY, at timestamp NOT NULL, value real);
      CREATE INDEX ON local (at);
      INSERT INTO local SELECT i, (now() AT TIME ZONE 'Asia/Tokyo') - i * interval '1 hour', 1 FROM generate_series(0, 30) i`)
    const [problem, ...others] = await checked(db.url, observing('local'))
    assert.deepEqual(others, [])
    assert.equal(
      `${problem?.where}: ${problem?.message}`,
      'local.at: its times have no zone; taken as UTC the latest lies 9h in the future',
    )
    assert.match(problem?.remedy ?? '', /^Write `zone: Asia\/Tokyo`/)
    assert.deepEqual(await checkedIn('Asia/Tokyo', db.url, observing('local')), [])
    assert.deepEqual(await checked(db.url, observing('local', 'at_zone(at, Asia/Tokyo)')), [])
    const [still] = await checkedIn('Asia/Shanghai', db.url, observing('local'))
    assert.equal(still?.message, 'by the clocks of Asia/Shanghai the latest lies 1h in the future')
    await db.sql(`DELETE FROM local WHERE id < 12`)
    const [unsaid] = await checked(db.url, observing('local'))
    assert.match(unsaid?.message ?? '', /they are taken as UTC, though nothing says that they are/)
    assert.deepEqual(await checkedIn('UTC', db.url, observing('local')), [])
  })

  test('reports every fault at once: of the mapping, of the catalogue, and what the server refuses', async () => {
    const problems = await checked(db.url, TASKS, TASKS, observing('nowhere'), observing('broken'))
    assert.deepEqual(
      problems.map(({ where, message }) => `${where}: ${message}`),
      [
        'execution_tasks: duplicate mapping as tasks',
        'nowhere: there is no such table or view',
        'broken: the server refuses to read it: division by zero',
      ],
    )
  })
})

test('the check of a server that is not there names the source, and the faults that can be seen without it', async () => {
  const problems = await checked(`postgres://me:secret@127.0.0.1:${await freePort()}/shop`, TASKS, TASKS)
  assert.deepEqual(
    problems.map(({ where }) => where),
    ['platform', 'execution_tasks'],
  )
  assert.match(problems[0]?.message ?? '', /refused the connection/)
  assert.doesNotMatch(JSON.stringify(problems), /secret/)
})
