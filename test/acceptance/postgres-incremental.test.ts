// The PostgreSQL source against a real server: history first, then only what is new, nothing lost or invented.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/duration.ts'
import type { Event } from '../../src/events/event.ts'
import type { TableMapping } from '../../src/sources/postgres/mapping/mapping.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import {
  at,
  createLedger,
  pullAll,
  refusals,
  START,
  TASK_TABLE,
  TASKS,
  testSource,
} from '../support/postgres/postgres-source.ts'
import { history, ids } from '../support/postgres/sample-rows.ts'

const db = databaseForEachTest(TASK_TABLE)

describe('the backfill', () => {
  test('reads history in bounded chunks whose progress grows to the end', async () => {
    await db.sql(history(1_000))
    const { source } = testSource(db.url, [TASKS], { chunkRows: 100 })
    const ledger = createLedger()
    const batches = await pullAll(source, ledger)
    assert.equal(ledger.events.size, 1_900)
    assert.equal(ledger.duplicates, 0)
    const shares = batches.map(batch => batch.progress).filter(share => share !== null)
    assert.ok(shares.length >= 9)
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    )
    assert.ok(shares.every(share => share >= 0 && share <= 1))
    assert.ok(batches.every(batch => batch.events.length <= 200))
  })

  test('is complete up to the row that it has come to', async () => {
    await db.sql(history(300))
    const { source } = testSource(db.url, [TASKS], { chunkRows: 100 })
    const ledger = createLedger()
    const batches = await pullAll(source, ledger)
    const opened =
      batches[0]?.events.filter(({ type }) => type === 'task.queued').map(event => event.at) ?? []
    assert.equal(batches[0]?.completeUpTo, Math.max(...opened))
    const moments = batches.map(batch => batch.completeUpTo ?? 0)
    assert.deepEqual(
      moments,
      moments.toSorted((a, b) => a - b),
    )
    assert.equal(batches.at(-1)?.completeUpTo, START - 2 * MINUTE)
    assert.equal(batches.at(-1)?.progress, null)
  })

  test('that was interrupted is taken up where it ended and reaches the present in one pull', async () => {
    await db.sql(history(300))
    const { source, clock } = testSource(db.url, [TASKS], { chunkRows: 50 })
    const ledger = createLedger()
    for await (const batch of source.pull(null, new AbortController().signal)) {
      ledger.commit(batch)
      break
    }
    clock.advance(HOUR)
    await db.sql(`INSERT INTO execution_tasks (task_id, created_at) VALUES ('new', ${at(START + MINUTE)})`)
    const batches = await pullAll(source, ledger)
    assert.ok(ledger.events.has('platform:execution_tasks:301:queued'))
    assert.equal(ledger.events.size, 300 + 270 + 1)
    assert.equal(batches.at(-1)?.completeUpTo, START + HOUR - 2 * MINUTE)
  })

  test('goes back no further than it is told', async () => {
    await db.sql(history(1_000))
    const { source } = testSource(db.url, [TASKS], { backfill: 100 * MINUTE })
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.equal([...ledger.events.values()].filter(event => event.type === 'task.queued').length, 100)
  })

  test('is not held up by rows that all carry the same time', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, status, created_at)
      SELECT 'task-' || i, 'pending', ${at(START - HOUR)} FROM generate_series(1, 250) AS i`)
    const { source } = testSource(db.url, [TASKS], { chunkRows: 20 })
    const ledger = createLedger()
    await pullAll(source, ledger)
    assert.equal(ledger.events.size, 250)
    assert.equal(ledger.duplicates, 0)
  })

  test('of an empty table is complete at once', async () => {
    const { source } = testSource(db.url, [TASKS])
    const [batch, ...others] = await pullAll(source, createLedger())
    assert.deepEqual(others, [])
    assert.deepEqual(batch?.events, [])
    assert.equal(batch?.completeUpTo, START - 2 * MINUTE)
  })
})

describe('a task', () => {
  test('is queued when created, and finished when the row in place says so', async () => {
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await db.sql(`INSERT INTO execution_tasks (task_id, type, metadata, created_at)
      VALUES ('a', 'build', '{"model": "aurora"}', ${at(START - DAY)})`)
    await pullAll(source, ledger)
    assert.deepEqual(ids(ledger), ['platform:execution_tasks:1:queued'])
    await db.sql(`UPDATE execution_tasks SET status = 'completed', completed_at = ${at(START + 250)}`)
    clock.advance(SECOND)
    await pullAll(source, ledger)
    assert.deepEqual(ledger.events.get('platform:execution_tasks:1:finished'), {
      id: 'platform:execution_tasks:1:finished',
      at: START + 250,
      source: 'platform',
      subject: 'platform:execution_tasks:a',
      attributes: { 'slowburn.task_type': 'build', 'gen_ai.request.model': 'aurora' },
      type: 'task.finished',
      data: { taskType: 'build', model: 'aurora' },
    })
  })

  test('whose completion the database refused is a phantom failure', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, type, status, error, created_at, completed_at) VALUES
      ('a', 'build', 'failed', 'column "ai_model" of relation "execution_tasks" does not exist',
        ${at(START - HOUR)}, ${at(START - MINUTE)}),
      ('b', 'build', 'failed', 'the model gave no answer', ${at(START - HOUR)}, ${at(START - MINUTE)})`)
    const { source } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    const phantoms = ['1', '2'].map(id => {
      const event = ledger.events.get(`platform:execution_tasks:${id}:failed`)
      return event?.type === 'task.failed' && event.data.phantom
    })
    assert.deepEqual(phantoms, [true, false])
  })

  test('ends by the statuses of its platform, and by its last update where no end is written', async () => {
    await db.sql(`ALTER TABLE execution_tasks ADD updated_at timestamptz;
      INSERT INTO execution_tasks (task_id, status, created_at) VALUES ('a', 'waiting', ${at(START - HOUR)})`)
    const mapping = {
      ...TASKS,
      columns: { ...TASKS.columns, updatedAt: 'updated_at' },
      statuses: { completed: ['Ready'], failed: ['broken'] },
    }
    const { source, clock } = testSource(db.url, [mapping])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`UPDATE execution_tasks SET status = 'ready', updated_at = ${at(START)}`)
    clock.advance(MINUTE)
    await pullAll(source, ledger)
    assert.equal(ledger.events.get('platform:execution_tasks:1:finished')?.at, START)
  })

  test('that was deleted while open holds nothing up', async () => {
    await db.sql(history(50))
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    await pullAll(source, ledger)
    await db.sql(`DELETE FROM execution_tasks WHERE status = 'pending'`)
    clock.advance(HOUR)
    const batches = await pullAll(source, ledger)
    assert.equal(batches.at(-1)?.completeUpTo, START + HOUR - 2 * MINUTE)
  })

  test('that says it ended but not when is given the lag to say so, and then refused once', async () => {
    await db.sql(`INSERT INTO execution_tasks (task_id, status, created_at) VALUES
      ('a', 'completed', ${at(START - HOUR)}), ('b', 'completed', ${at(START - HOUR)})`)
    const { source, clock } = testSource(db.url, [TASKS])
    const ledger = createLedger()
    assert.deepEqual(refusals(await pullAll(source, ledger)), {})
    await db.sql(`UPDATE execution_tasks SET completed_at = ${at(START)} WHERE task_id = 'a'`)
    clock.advance(3 * MINUTE)
    const reason =
      'execution_tasks.completed_at: refused where the value is missing although the row says that it ended'
    assert.deepEqual(refusals(await pullAll(source, ledger)), { [reason]: 1 })
    assert.ok(ledger.events.has('platform:execution_tasks:1:finished'))
    clock.advance(3 * MINUTE)
    assert.deepEqual(refusals(await pullAll(source, ledger)), {})
  })
})

describe('releases', () => {
  const RELEASES: TableMapping = {
    table: 'deployments',
    as: 'releases',
    columns: { id: 'id', at: 'deployed_at', version: 'version', component: 'service' },
  }
  const told = (ledger: { events: ReadonlyMap<string, Event> }): string[] =>
    [...ledger.events.values()].map(event => {
      assert.ok(event.type === 'rollout.changed')
      return `${event.data.component} ${event.data.version} ${(event.at - START) / MINUTE}`
    })

  test('are read from history and as they come; one that is under way is told when it is done', async () => {
    await db.sql(`CREATE TABLE deployments (id serial PRIMARY KEY, version text, service text,
        deployed_at timestamptz);
      INSERT INTO deployments (version, service, deployed_at) VALUES
        ('1.0', 'worker', ${at(START - 60 * MINUTE)}), ('1.1', 'worker', NULL), (NULL, 'web', ${at(START)})`)
    const { source, clock } = testSource(db.url, [TASKS, RELEASES])
    assert.deepEqual(source.feeds, ['task'], 'a release is no series')
    assert.deepEqual(await source.check(new AbortController().signal), [])
    const ledger = createLedger()
    const batches = await pullAll(source, ledger)
    assert.deepEqual(told(ledger), ['worker 1.0 -60'])
    assert.deepEqual(refusals(batches), { 'deployments.version: refused where the value is null': 1 })
    assert.equal(batches.at(-1)?.completeUpTo, START - 2 * MINUTE)

    clock.advance(10 * MINUTE)
    await db.sql(`UPDATE deployments SET deployed_at = ${at(START + 5 * MINUTE)} WHERE version = '1.1';
      INSERT INTO deployments (version, service, deployed_at) VALUES ('2.0', 'web', ${at(START + 7 * MINUTE)})`)
    await pullAll(source, ledger)
    assert.deepEqual(told(ledger).toSorted(), ['web 2.0 7', 'worker 1.0 -60', 'worker 1.1 5'])
  })

  test('without the column that names the version are not read, and the check says so', async () => {
    await db.sql(`CREATE TABLE deployments (id serial PRIMARY KEY, tag text, deployed_at timestamptz)`)
    const mapping = { ...RELEASES, columns: { ...RELEASES.columns, component: undefined } }
    const problems = await testSource(db.url, [mapping]).source.check(new AbortController().signal)
    assert.deepEqual(
      problems.map(({ where, message }) => `${where}: ${message}`),
      ['deployments.version: the column does not exist; the table is not read'],
    )
  })
})
