// Followed changes against the truth: what a log of every version of every row says, what polling sees of the same work, what is
// left after kills, and what a job system did that deletes its jobs.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Logger, run, runMigrations } from 'graphile-worker'
import { parseConfig } from '../../src/config/load.ts'
import type { Event } from '../../src/events/event.ts'
import { inspectDatabase } from '../../src/sources/postgres/survey/inspect.ts'
import { renderConfig } from '../../src/sources/postgres/survey/render-config.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { inForm } from '../support/long-form.ts'
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
import { outcomes, truth, WITNESS, workload } from '../support/postgres/workload.ts'

describe('followed changes', { skip: withoutPostgres }, () => {
  const db = followableForEachTest()

  test('are the same events as polling reads, and beside them exactly what polling cannot see', async () => {
    await db.sql(`${TASK_TABLE} ${PUBLICATION}; ${WITNESS}`)
    const [followed, polled] = [createLedger(), createLedger()]
    await pullAll(followingSource(db.url, [TASKS]), followed)
    let over = false
    const work = workload(db.url, () => over)
    for (let i = 0; i < 12; i++) {
      await pullAll(followingSource(db.url, [TASKS], { chunkRows: 1_000 }), followed)
      await pullAll(followingSource(db.url, [TASKS], { chunkRows: 1_000, follow: 'polling' }), polled)
      await wait(200)
    }
    over = true
    await work
    await wait(100)
    for (let i = 0; i < 2; i++) await pullAll(followingSource(db.url, [TASKS]), followed)
    await pullAll(followingSource(db.url, [TASKS], { follow: 'polling' }), polled)

    const expected = new Set(await truth(db))
    const missing = [...expected].filter(id => !followed.events.has(id))
    const invented = [...followed.events.keys()].filter(id => !expected.has(id))
    assert.deepEqual({ missing, invented }, { missing: [], invented: [] })
    const both = [...polled.events.values()].filter(({ type }) => type !== 'task.removed')
    assert.deepEqual(
      both,
      both.map(({ id }) => followed.events.get(id)),
    )
    assert.ok(
      followed.events.size > both.length && both.length > 100,
      `${followed.events.size} ${both.length}`,
    )
  })

  test('are all there after kills at random moments, each task once', async () => {
    await db.sql(`${TASK_TABLE} ${PUBLICATION}; ${WITNESS}`)
    await db.sql(`SELECT pg_create_logical_replication_slot('slowburn_platform', 'pgoutput')`)
    const folder = mkdtempSync(join(tmpdir(), 'slowburn-replication-'))
    let over = false
    const work = workload(db.url, () => over)
    const kills = inForm(8, 40)
    for (let i = 0; i < kills; i++) await pullFor(db.url, folder, (i * 7919) % 900)
    over = true
    await work
    await wait(100)
    for (let i = 0; i < 2; i++) await pullFor(db.url, folder, null)
    assert.deepEqual(kept(folder), await outcomes(db))
    rmSync(folder, { recursive: true })
  })

  test('of Graphile Worker are the ends of all of its jobs, by what init writes', async () => {
    const jobs = 1_000
    const logger = new Logger(() => () => undefined)
    await runMigrations({ connectionString: db.url, logger })
    await db.sql('CREATE PUBLICATION slowburn_platform FOR TABLE graphile_worker._private_jobs')
    const text = renderConfig(await inspectDatabase(db.url, new AbortController().signal))
    const [options] = parseConfig(text, { DATABASE_URL: db.url }).sources
    assert.ok(options?.type === 'postgres')
    const source = () =>
      followingSource(db.url, options.tables, { ...options, url: db.url, follow: 'replication' })
    assert.deepEqual(await source().check(new AbortController().signal), [])
    const ledger: Ledger = createLedger()
    assert.deepEqual(standing(await pullAll(source(), ledger)), [])
    await db.sql(`SELECT graphile_worker.add_job(CASE WHEN i % 10 = 0 THEN 'fails' ELSE 'works' END, '{}', max_attempts => 1)
      FROM generate_series(1, ${jobs}) i`)
    const runner = await run({
      connectionString: db.url,
      logger,
      noHandleSignals: true,
      concurrency: 4,
      pollInterval: 100,
      taskList: {
        works: () => undefined,
        fails: () => {
          throw new Error('boom')
        },
      },
    })
    const left = 'SELECT count(*)::text AS n FROM graphile_worker.jobs WHERE attempts = 0'
    for (let tries = 0; tries < 300 && (await db.sql(left))[0]?.n !== '0'; tries++) await wait(100)
    await runner.stop()
    await wait(100)
    for (let i = 0; i < 2; i++) await pullAll(source(), ledger)
    const of = (type: Event['type']): Event[] =>
      [...ledger.events.values()].filter(event => event.type === type)
    assert.deepEqual(
      ['task.queued', 'task.started', 'task.finished', 'task.failed', 'task.removed'].map(
        type => of(type as Event['type']).length,
      ),
      [jobs, jobs, 0.9 * jobs, 0.1 * jobs, 0],
    )
    const queued = new Set(of('task.queued').map(({ subject }) => subject))
    assert.ok(of('task.finished').every(({ subject }) => queued.has(subject)))
  })
})

function kept(folder: string): Record<string, string> {
  const store = openSqliteStore(folder)
  const ended = store.lifecycles.ended('task', 'platform', 0, Number.MAX_SAFE_INTEGER)
  store.close()
  const entries = ended.map(
    ({ subject, outcome }) => [subject.split(':').at(-1) ?? '', outcome ?? ''] as const,
  )
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A process that pulls again and again, killed so long after it has begun; null: it pulls twice and ends. */
async function pullFor(url: string, folder: string, ms: number | null): Promise<void> {
  const script = join(import.meta.dirname, '../support/postgres/children/follow.ts')
  const mode = ms === null ? 'once' : 'always'
  const child = spawn(process.execPath, [script, url, folder, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = new Promise<number | null>(resolve => child.once('exit', resolve))
  child.stdout.once('data', () => {
    if (ms !== null) setTimeout(() => child.kill('SIGKILL'), ms)
  })
  const code = await exit
  assert.equal(code, ms === null ? 0 : null)
}
