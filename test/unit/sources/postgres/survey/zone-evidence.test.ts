import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import { createSession, type Session } from '../../../../../src/sources/postgres/connection/session.ts'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import { planTables } from '../../../../../src/sources/postgres/survey/survey.ts'
import {
  judgeZone,
  likelyZone,
  type ZoneEvidence,
  zoneEvidence,
  zoneProblems,
} from '../../../../../src/sources/postgres/survey/zone-evidence.ts'
import { pgliteServers, type TestDatabase, type TestPostgres } from '../../../../support/postgres/postgres.ts'

const SUMMER = Date.parse('2026-07-01T12:00Z')
const WINTER = Date.parse('2026-01-15T12:00Z')

/** The latest row was written `ago`, by clocks that are `ahead` of UTC. */
const seen = (now: number, ahead: number, ago: number, more: Partial<ZoneEvidence> = {}): ZoneEvidence => ({
  server: 'UTC',
  now,
  latest: now - ago + ahead,
  gap: 20 * SECOND,
  ...more,
})

describe('the latest rows of a table', () => {
  test('fit the zone whose clocks have just shown them, in summer and in winter', () => {
    assert.equal(judgeZone(seen(SUMMER, 0, MINUTE), 'UTC').says, 'fits')
    assert.equal(judgeZone(seen(SUMMER, 2 * HOUR, MINUTE), 'Europe/Berlin').says, 'fits')
    assert.equal(judgeZone(seen(WINTER, HOUR, MINUTE), 'Europe/Berlin').says, 'fits')
    assert.equal(judgeZone(seen(WINTER, 2 * HOUR, MINUTE), 'Europe/Berlin').says, 'ahead')
  })

  test('of the future were written by clocks that are ahead, however seldom they come', () => {
    const verdict = judgeZone(seen(SUMMER, 2 * HOUR, 5 * MINUTE, { gap: null }), 'UTC')
    assert.deepEqual(verdict, { says: 'ahead', age: -115 * MINUTE })
  })

  test('that are hours old to a few seconds, though one comes every minute, speak of clocks that are behind', () => {
    assert.equal(judgeZone(seen(SUMMER, -4 * HOUR, 5 * SECOND), 'UTC').says, 'behind')
    assert.equal(judgeZone(seen(SUMMER, -4 * HOUR, 8 * MINUTE), 'UTC').says, 'nothing')
    assert.equal(judgeZone(seen(SUMMER, -4 * HOUR, 5 * SECOND, { gap: HOUR }), 'UTC').says, 'nothing')
    assert.equal(judgeZone(seen(SUMMER, -40 * HOUR, 5 * SECOND), 'UTC').says, 'nothing')
  })

  test('name the zone of the server where it fits, else an example that does', () => {
    assert.equal(likelyZone(seen(SUMMER, 2 * HOUR, 5 * SECOND, { server: 'Europe/Rome' })), 'Europe/Rome')
    assert.equal(likelyZone(seen(SUMMER, 2 * HOUR, 5 * SECOND)), 'Europe/Berlin')
    assert.equal(likelyZone(seen(WINTER, -5 * HOUR, 5 * SECOND, { server: 'Nowhere' })), 'America/New_York')
    assert.equal(likelyZone(seen(SUMMER, 5.75 * HOUR, 5 * SECOND)), null)
  })
})

describe('a table with times that name no zone', () => {
  let server: TestPostgres
  let db: TestDatabase
  let session: Session
  before(async () => {
    server = pgliteServers()
    db = await server.create()
    await db.sql(`CREATE TABLE visits (id int PRIMARY KEY, at timestamp NOT NULL, seen_at timestamptz NOT NULL);
      CREATE INDEX ON visits (at); CREATE INDEX ON visits (seen_at)`)
    session = createSession({ url: db.url, statementTimeout: 5_000, signal: new AbortController().signal })
  })
  after(async () => {
    await session.close()
    await server.stop()
  })
  const write = (zone: string, ago: string) =>
    db.sql(`TRUNCATE visits; INSERT INTO visits SELECT i, (w AT TIME ZONE '${zone}'), w
      FROM generate_series(0, 99) i, LATERAL (SELECT now() - interval '${ago}' - i * interval '20 seconds' AS w) x`)
  const problems = async (zone: string | null, at = 'at') => {
    const mapping: TableMapping = {
      table: 'visits',
      as: 'observations',
      observation: 'v',
      columns: { id: 'id', at },
    }
    const [{ plan } = { plan: null }] = await planTables(session, [mapping], zone)
    assert.ok(plan)
    const found = await zoneProblems(session, plan, zone)
    return found.map(({ message, remedy }) => `${message}. ${remedy}`)
  }

  test('is said to have no zone even where UTC fits, until UTC is said', async () => {
    await write('UTC', '5 seconds')
    const [problem = ''] = await problems(null)
    assert.match(problem, /taken as UTC the latest is \ds old, which fits\. Write `zone: UTC`/)
    assert.deepEqual(await problems('UTC'), [])
  })

  test('is said to be behind where every row is hours late, and quiet where its zone is given', async () => {
    // A zone without summer time, so that the test says the same all year.
    await write('Etc/GMT+5', '5 seconds')
    const [problem = ''] = await problems(null)
    assert.match(
      problem,
      /the latest is 5h old though one comes every 20s: they are local times, or the platform has stopped/,
    )
    assert.match(problem, /Write `zone: America\/\w+`, .*; `zone: UTC` where it has stopped/)
    assert.deepEqual(await problems('Etc/GMT+5'), [])
  })

  test('says nothing where it is empty, or where the time by which rows are found has a zone', async () => {
    await db.sql('TRUNCATE visits')
    assert.match((await problems(null))[0] ?? '', /though nothing says that they are/)
    assert.deepEqual(await problems(null, 'seen_at'), [])
    const mapping: TableMapping = {
      table: 'visits',
      as: 'observations',
      observation: 'v',
      columns: { id: 'id', at: 'at' },
    }
    const [{ plan } = { plan: null }] = await planTables(session, [mapping])
    assert.ok(plan)
    assert.equal(await zoneEvidence(session, plan), null)
  })
})
