import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TableMapping } from '../../../../../src/sources/postgres/mapping/mapping.ts'
import {
  publishedTables,
  serverFaults,
} from '../../../../../src/sources/postgres/replication/requirements.ts'
import type { ServerView } from '../../../../../src/sources/postgres/replication/slot.ts'
import { planTables } from '../../../../../src/sources/postgres/survey/survey.ts'
import { embeddedSession } from '../../../../support/postgres/each-test.ts'

const names = { slot: 's', publication: 'slowburn' }
const demands = { names, most: 1, limited: true }
const good: ServerView = {
  now: 0,
  version: 150_000,
  walLevel: 'logical',
  standby: false,
  allowed: true,
  user: 'Reader',
  serverLimit: 4_096,
  end: 1n,
  slot: null,
}
const faultsOf = (more: Partial<ServerView>, limited = true) =>
  serverFaults('platform', { ...good, ...more }, { ...demands, limited }).map(
    ({ message, remedy }) => `${message} | ${remedy}`,
  )

describe('what a server must allow', () => {
  test('is all there', () => {
    assert.deepEqual(faultsOf({}), [])
  })

  test('is named with the statement that gives it', () => {
    assert.match(
      faultsOf({ standby: true })[0] ?? '',
      /cannot be followed on a standby; the tables are polled/,
    )
    assert.match(
      faultsOf({ walLevel: 'replica' })[0] ?? '',
      /wal_level is replica.*ALTER SYSTEM SET wal_level = logical;/,
    )
    assert.match(faultsOf({ allowed: false })[0] ?? '', /ALTER ROLE "Reader" REPLICATION$/)
    assert.match(
      faultsOf({ serverLimit: -1 })[0] ?? '',
      /ALTER SYSTEM SET max_slot_wal_keep_size = '4GB'; SELECT pg_reload_conf\(\)$/,
    )
    assert.match(faultsOf({ serverLimit: null })[0] ?? '', /PostgreSQL before 13 .*server_limit: waived/)
    assert.deepEqual(faultsOf({ serverLimit: null }, false), [])
  })

  test('is a slot that is ours', () => {
    const slot = {
      plugin: 'pgoutput',
      ours: true,
      activePid: null,
      isBeingMade: false,
      confirmed: 0n,
      lost: null,
      holds: 0,
    }
    assert.deepEqual(faultsOf({ slot }), [])
    for (const theirs of [{ ours: false }, { plugin: 'wal2json' }]) {
      assert.match(faultsOf({ slot: { ...slot, ...theirs } })[0] ?? '', /the slot s belongs to somebody else/)
    }
  })
})

const tasks = (table: string): TableMapping => ({
  table,
  as: 'tasks',
  columns: { id: 'id', createdAt: 'made', completedAt: 'ended' },
})

describe('tables that are published', () => {
  test('are polled where the log lacks changes of theirs, and are in no statement that would be refused', async t => {
    const { db, session } = await embeddedSession(t)
    const columns = 'id int PRIMARY KEY, made timestamptz NOT NULL, ended timestamptz'
    await db.sql(`CREATE TABLE good (${columns}); CREATE UNLOGGED TABLE fast (${columns});
      CREATE TABLE parted (${columns}) PARTITION BY RANGE (id);
      CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (9);
      CREATE UNLOGGED TABLE parted_2 PARTITION OF parted FOR VALUES FROM (9) TO (99);
      CREATE TABLE parent (${columns}); CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
      CREATE PUBLICATION slowburn FOR TABLE parent, parted_1`)
    const mappings = ['good', 'fast', 'parted', 'parent'].map(tasks)
    const found = async () => {
      const plans = (await planTables(session, mappings)).flatMap(({ plan }) => (plan === null ? [] : [plan]))
      const { tables, problems } = await publishedTables(session, plans, names, good)
      return {
        tables: [...tables.keys()],
        said: problems.map(({ where, message }) => `${where}: ${message}`),
        problems,
      }
    }

    const before = await found()
    assert.deepEqual(before.tables, [])
    assert.deepEqual(before.said, [
      'fast: it is UNLOGGED: the log of the server does not have its changes; it is polled',
      'parted: the log of the server does not have the changes of public.parted_2, unlogged or foreign; it is polled',
      'parent: tables inherit from it whose changes come under names of their own; it is polled',
      'slowburn: it does not publish public.good, which is polled',
    ])
    for (const { remedy } of before.problems) {
      for (const sql of remedy?.match(/ALTER .*/) ?? []) await db.sql(sql)
    }
    const after = await found()
    assert.deepEqual(after.tables, ['tasks:good'])
    assert.match(after.said.at(-1) ?? '', /does not publish public\.fast, public\.parted,/)
  })

  test('are found, and those that are not are named with the statement that publishes them', async t => {
    const { db, session } = await embeddedSession(t)
    const columns = 'id int, made timestamptz NOT NULL, ended timestamptz'
    await db.sql(`CREATE TABLE good (${columns}, PRIMARY KEY (id)); CREATE TABLE keyless (${columns});
      CREATE TABLE whole (${columns}); ALTER TABLE whole REPLICA IDENTITY FULL;
      CREATE TABLE parted (${columns}, PRIMARY KEY (id)) PARTITION BY RANGE (id);
      CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (9);
      CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (9) TO (99);
      CREATE VIEW seen AS SELECT * FROM good`)
    const mappings = ['good', 'keyless', 'whole', 'parted', 'seen'].map(tasks)
    const found = async (view = good) => {
      const plans = (await planTables(session, mappings)).flatMap(({ plan }) => (plan === null ? [] : [plan]))
      const { tables, oids, problems } = await publishedTables(session, plans, names, view)
      const words = problems
        .map(({ where, message, remedy }) => `${where}: ${message} | ${remedy}`)
        .join('\n')
      return { tables: [...tables.keys()], parts: oids.get('tasks:parted')?.length, words }
    }

    const before = await found()
    assert.deepEqual(before.tables, [])
    assert.match(before.words, /^seen: it is no table but a view/m)
    assert.match(
      before.words,
      /^keyless: it has no replica identity: .*ALTER TABLE public\.keyless REPLICA IDENTITY FULL$/m,
    )
    const statement = /CREATE PUBLICATION .*$/m.exec(before.words)?.[0] ?? ''
    assert.equal(
      statement,
      'CREATE PUBLICATION slowburn FOR TABLE public.good, public.whole, public.parted WITH (publish_via_partition_root = true)',
    )

    const parts = await found({ ...good, version: 120_000 })
    assert.match(
      parts.words,
      /CREATE PUBLICATION slowburn FOR TABLE public\.good, public\.whole, public\.parted_1, public\.parted_2$/m,
    )

    await db.sql(statement)
    const after = await found()
    assert.deepEqual(after.tables, ['tasks:good', 'tasks:whole', 'tasks:parted'])
    assert.equal(after.parts, 3)
    assert.doesNotMatch(after.words, /PUBLICATION/)

    await db.sql(
      `ALTER PUBLICATION slowburn DROP TABLE whole; ALTER PUBLICATION slowburn SET (publish_via_partition_root = false)`,
    )
    const less = await found()
    assert.deepEqual(less.tables, ['tasks:good', 'tasks:parted'])
    assert.match(less.words, /ALTER PUBLICATION slowburn ADD TABLE public\.whole$/m)
    const rooted = 'ALTER PUBLICATION slowburn SET (publish_via_partition_root = true)'
    assert.match(
      less.words,
      /^slowburn: .*a partition of public\.parted that is made and dropped between two pulls/m,
    )
    assert.ok(less.words.endsWith(`| ${rooted}`), less.words)
    await db.sql('ALTER PUBLICATION slowburn SET TABLE good, parted_1, parted_2')
    const leaves = await found()
    assert.deepEqual(leaves.tables, ['tasks:good', 'tasks:parted'])
    const adding = `ALTER PUBLICATION slowburn ADD TABLE public.parted; ${rooted}`
    assert.ok(leaves.words.endsWith(`| ${adding}`), leaves.words)
    await db.sql(adding)
    assert.doesNotMatch((await found()).words, /partition/)
    await db.sql(
      `ALTER PUBLICATION slowburn SET TABLE good; ALTER PUBLICATION slowburn SET (publish_via_partition_root = false)`,
    )
    assert.match(
      (await found()).words,
      /ADD TABLE public\.whole, public\.parted; ALTER PUBLICATION slowburn SET \(publish_via/,
    )

    await db.sql(`ALTER PUBLICATION slowburn SET (publish = 'insert')`)
    const inserts = await found()
    assert.deepEqual(inserts.tables, [])
    assert.match(
      inserts.words,
      /does not publish update, delete, truncate; .*SET \(publish = 'insert, update, delete, truncate'\)/,
    )
  })
})
