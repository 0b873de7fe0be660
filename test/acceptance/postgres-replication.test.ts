// Changes that are followed by replication: what polling cannot see is seen, and nothing is lost, doubled or left behind.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND } from '../../src/core/duration.ts'
import type { Event } from '../../src/events/event.ts'
import type {
  PostgresOptions,
  TableMapping,
  TasksMapping,
} from '../../src/sources/postgres/mapping/mapping.ts'
import type { Batch } from '../../src/sources/source.ts'
import { outcomesOf } from '../support/postgres/jobs.ts'
import { withoutPostgres } from '../support/postgres/postgres.ts'
import {
  createLedger,
  type Ledger,
  pullAll,
  standing,
  TASK_TABLE,
  TASKS,
} from '../support/postgres/postgres-source.ts'
import { followableForEachTest, followingSource, PUBLICATION } from '../support/postgres/replication.ts'

const RUNNING = `INSERT INTO execution_tasks (task_id, type, status) VALUES ('a', 'build', 'running')`
const DONE = `UPDATE execution_tasks SET status = 'completed', completed_at = now()`
const HOLDS = `SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), confirmed_flush_lsn)::text AS behind, count(*) OVER ()::text AS slots
  FROM pg_replication_slots WHERE database = current_database()`

describe('changes followed by replication', { skip: withoutPostgres }, () => {
  const db = followableForEachTest(`${TASK_TABLE} ${PUBLICATION}`)

  async function pulled(
    ledger: Ledger,
    more: Partial<PostgresOptions> = {},
    tables: readonly TableMapping[] = [TASKS],
  ): Promise<Batch[]> {
    // What is committed without waiting for the disk is there a moment later.
    await wait(60)
    return pullAll(followingSource(db.url, tables, more), ledger)
  }

  const eventsOf = (ledger: Ledger, id: string): Event[] =>
    [...ledger.events.values()].filter(({ subject }) => subject.endsWith(`:${id}`))
  const typesOf = (ledger: Ledger, id: string): string[] => eventsOf(ledger, id).map(({ type }) => type)

  test('a task that came, ended and was deleted between two pulls is seen whole', async () => {
    const ledger = createLedger()
    assert.deepEqual(standing(await pulled(ledger)), [])
    for (const sql of [RUNNING, DONE, 'DELETE FROM execution_tasks']) await db.sql(sql)
    assert.deepEqual(standing(await pulled(ledger)), [])
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued', 'task.finished'])
  })

  test('a task that is deleted while it is open is removed at the moment of the deletion', async () => {
    const ledger = createLedger()
    await db.sql(RUNNING)
    await pulled(ledger)
    const [row] = await db.sql(
      `DELETE FROM execution_tasks RETURNING (extract(epoch FROM now()) * 1000)::bigint::text AS at`,
    )
    await wait(300)
    await pulled(ledger)
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued', 'task.removed'])
    const removed = eventsOf(ledger, 'a').find(({ type }) => type === 'task.removed')
    assert.ok(Math.abs((removed?.at ?? 0) - Number(row?.at)) < SECOND / 5)
  })

  test('where deletion means completion, a task that had begun has finished, and one that waited is removed', async () => {
    await db.sql('ALTER TABLE execution_tasks ADD COLUMN started_at timestamptz')
    const mapping: TasksMapping = {
      ...TASKS,
      columns: { ...TASKS.columns, startedAt: 'started_at' },
      deleted: 'completed',
    }
    const ledger = createLedger()
    await pulled(ledger, {}, [mapping])
    await db.sql(`${RUNNING}; UPDATE execution_tasks SET started_at = now();
      INSERT INTO execution_tasks (task_id, type, status) VALUES ('b', 'build', 'pending')`)
    await db.sql('DELETE FROM execution_tasks')
    await pulled(ledger, {}, [mapping])
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued', 'task.started', 'task.finished'])
    assert.deepEqual(typesOf(ledger, 'b'), ['task.queued', 'task.removed'])
    assert.deepEqual(eventsOf(ledger, 'a').at(-1)?.data, { taskType: 'build' })
  })

  test('the slot moves on only to what was committed here, and moves on when nothing happens', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(RUNNING)
    for await (const _ of followingSource(db.url, [TASKS]).pull(
      ledger.cursor,
      new AbortController().signal,
    )) {
      // Read, and never committed.
    }
    await pulled(ledger)
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued'])
    await db.sql('CREATE TABLE other AS SELECT generate_series(1, 10000) AS i')
    await pulled(ledger)
    await pulled(ledger)
    const [slot] = await db.sql(HOLDS)
    assert.ok(Number(slot?.behind) < 10_000, JSON.stringify(slot))
  })

  test('a row that moves to an archive has ended there, and partitions are followed as their table', async () => {
    await db.sql(`CREATE TABLE parted (id int, kind text, status text, created_at timestamptz, completed_at timestamptz,
        PRIMARY KEY (id, status)) PARTITION BY LIST (status);
      CREATE TABLE parted_open PARTITION OF parted FOR VALUES IN ('running');
      CREATE TABLE parted_done PARTITION OF parted FOR VALUES IN ('completed');
      CREATE INDEX ON parted (created_at);
      CREATE TABLE archive (LIKE execution_tasks INCLUDING ALL);
      ALTER PUBLICATION slowburn_platform ADD TABLE archive`)
    const parted: TasksMapping = {
      table: 'parted',
      as: 'tasks',
      columns: {
        id: 'id',
        type: 'kind',
        createdAt: 'created_at',
        completedAt: 'completed_at',
        status: 'status',
      },
    }
    const tables = [{ ...TASKS, archive: 'archive' }, parted]
    const ledger = createLedger()
    const [unpublished, ...others] = standing(await pulled(ledger, {}, tables))
    assert.deepEqual(others, [])
    await db.sql(unpublished?.remedy ?? '')
    assert.deepEqual(standing(await pulled(ledger, {}, tables)), [])
    await db.sql(`${RUNNING}; INSERT INTO parted VALUES (7, 'x', 'running', now(), NULL)`)
    await pulled(ledger, {}, tables)
    await db.sql(`BEGIN; WITH gone AS (DELETE FROM execution_tasks RETURNING *)
        INSERT INTO archive SELECT * FROM gone;
      UPDATE archive SET status = 'completed', completed_at = now(); COMMIT`)
    await db.sql(`UPDATE parted SET status = 'completed', completed_at = now()`)
    await pulled(ledger, {}, tables)
    const ended = [...ledger.events.values()].filter(({ type }) => type === 'task.finished')
    assert.deepEqual(ended.map(({ subject }) => subject).sort(), [
      'platform:execution_tasks:a',
      'platform:parted:7',
    ])
  })

  test('a large value that a change leaves as it was is taken from the row', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(`ALTER TABLE execution_tasks ALTER metadata SET STORAGE EXTERNAL;
      INSERT INTO execution_tasks (task_id, type, status, metadata)
      VALUES ('a', 'build', 'running', jsonb_build_object('model', 'm-large', 'pad', repeat('x', 50000)))`)
    await db.sql(DONE)
    await pulled(ledger)
    const finished = eventsOf(ledger, 'a').find(({ type }) => type === 'task.finished')
    assert.ok(finished?.type === 'task.finished')
    assert.equal(finished.data.model, 'm-large')
  })

  const LARGE = `ALTER TABLE execution_tasks ALTER metadata SET STORAGE EXTERNAL;
    INSERT INTO execution_tasks (task_id, type, metadata)
      SELECT i::text, 'build', jsonb_build_object('state', 'running', 'pad', repeat('x', 50000)) FROM generate_series(1, 5) i`
  const ended = (state: string): string[] => [
    `UPDATE execution_tasks SET metadata = jsonb_set(metadata, '{state}', '"${state}"')`,
    'UPDATE execution_tasks SET completed_at = now()',
    'DELETE FROM execution_tasks',
  ]
  const { model: _, ...plain } = TASKS.columns
  const inJson: TasksMapping = { ...TASKS, columns: { ...plain, status: 'metadata.state' } }
  const inQuery: TasksMapping = {
    ...TASKS,
    columns: { ...plain, id: 'id' },
    query: `SELECT e.id, e.task_id, e.type, e.created_at, e.completed_at, e.error,
      CASE e.metadata ->> 'state' WHEN 'completed' THEN 'completed' ELSE 'queued' END AS status FROM execution_tasks e`,
  }

  for (const [what, mapping] of Object.entries({ 'a path': inJson, 'a query': inQuery })) {
    test(`a large value that is left as it was is known by ${what} of rows that are gone`, async () => {
      const ledger = createLedger()
      await pulled(ledger, {}, [mapping])
      for (const sql of [LARGE, ...ended('completed')]) await db.sql(sql)
      await pulled(ledger, {}, [mapping])
      assert.deepEqual(outcomesOf(ledger), { completed: 5 })
    })

    test(`an end that was read stays by ${what}, though a large value is not known any more`, async () => {
      const ledger = createLedger()
      const [state = '', end = '', gone = ''] = ended('completed')
      for (const sql of [LARGE, state, end]) await db.sql(sql)
      await pulled(ledger, {}, [mapping])
      await db.sql("UPDATE execution_tasks SET description = 'looked at'")
      await db.sql(gone)
      await pulled(ledger, {}, [mapping])
      assert.deepEqual(outcomesOf(ledger), { completed: 5 })
    })
  }

  test('a computed column, which the log leaves out, is computed of each change', async () => {
    await db.sql(`ALTER TABLE execution_tasks DROP status, ALTER metadata SET STORAGE EXTERNAL,
      ADD status text GENERATED ALWAYS AS (metadata ->> 'state') STORED`)
    const ledger = createLedger()
    await pulled(ledger)
    for (const sql of [LARGE, ...ended('completed')]) await db.sql(sql)
    await db.sql(LARGE)
    const batches = await pulled(ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 5, open: 5 })
    assert.ok(!standing(batches).some(({ message }) => /published|could not be read/.test(message)))
    await db.sql(ended('failed')[0] ?? '')
    await db.sql('UPDATE execution_tasks SET completed_at = now()')
    await pulled(ledger)
    assert.deepEqual(outcomesOf(ledger), { completed: 5, failed: 5 })
  })

  test('a table that is emptied is read as a new one, and what came after is taken once', async () => {
    const ledger = createLedger()
    await db.sql(RUNNING)
    await pulled(ledger)
    await db.sql(`INSERT INTO execution_tasks (task_id, type, status) VALUES ('b', 'build', 'running')`)
    await db.sql('TRUNCATE execution_tasks RESTART IDENTITY')
    await db.sql(`INSERT INTO execution_tasks (task_id, type, status) VALUES ('a', 'build', 'running')`)
    for (let i = 0; i < 3; i++) await pulled(ledger)
    assert.deepEqual([...ledger.events.keys()].sort(), [
      'platform:execution_tasks#2:1:queued',
      'platform:execution_tasks:1:queued',
      'platform:execution_tasks:1:removed',
      'platform:execution_tasks:2:queued',
      'platform:execution_tasks:2:removed',
    ])
    await db.sql('DELETE FROM execution_tasks')
    await pulled(ledger)
    assert.ok(ledger.events.has('platform:execution_tasks#2:1:removed'))
  })

  test('columns come, go and change their type in the middle of the stream', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await db.sql(RUNNING)
    await db.sql(`ALTER TABLE execution_tasks ADD COLUMN note text DEFAULT 'x', DROP COLUMN description,
      ALTER type TYPE text, ALTER task_id TYPE varchar(80)`)
    await db.sql(`INSERT INTO execution_tasks (task_id, type, status) VALUES ('b', 'test', 'running')`)
    await db.sql(DONE)
    await db.sql('DELETE FROM execution_tasks')
    assert.deepEqual(standing(await pulled(ledger)), [])
    assert.deepEqual(typesOf(ledger, 'a'), ['task.queued', 'task.finished'])
    assert.deepEqual(typesOf(ledger, 'b'), ['task.queued', 'task.finished'])
    await db.sql(`ALTER TABLE execution_tasks RENAME completed_at TO ended_at`)
    await db.sql(`INSERT INTO execution_tasks (task_id, type, status) VALUES ('c', 'test', 'running')`)
    assert.match(standing(await pulled(ledger))[0]?.message ?? '', /does not exist/)
    await db.sql(`ALTER TABLE execution_tasks RENAME ended_at TO completed_at`)
    for (let i = 0; i < 2; i++) await pulled(ledger)
    assert.deepEqual(typesOf(ledger, 'c'), ['task.queued'])
  })

  test('a table whose rows are hidden from the user by policies is polled, for changes would show all', async () => {
    await db.sql(`DROP ROLE IF EXISTS follower; CREATE ROLE follower LOGIN REPLICATION PASSWORD 'follows';
      GRANT SELECT ON execution_tasks TO follower; ALTER TABLE execution_tasks ENABLE ROW LEVEL SECURITY;
      CREATE POLICY mine ON execution_tasks USING (type = 'build')`)
    const url = db.url.replace(/\/\/[^@]*@/, '//follower:follows@')
    const ledger = createLedger()
    await pulled(ledger, { url })
    await db.sql(
      `${RUNNING}; INSERT INTO execution_tasks (task_id, type, status) VALUES ('hidden', 'test', 'running')`,
    )
    const words = standing(await pulled(ledger, { url })).map(({ message }) => message)
    assert.ok(
      words.some(message => /row-level security decides .* it is polled$/.test(message)),
      words.join('\n'),
    )
    assert.deepEqual([typesOf(ledger, 'a'), typesOf(ledger, 'hidden')], [['task.queued'], []])
    await db.sql('DROP OWNED BY follower; DROP ROLE follower')
  })

  test('is complete up to the present but for what still runs, without waiting for the lag', async () => {
    const ledger = createLedger()
    await pulled(ledger)
    await wait(1_500)
    const last = (await pulled(ledger)).at(-1)
    assert.ok(Date.now() - (last?.completeUpTo ?? 0) < 5 * SECOND)
  })
})
