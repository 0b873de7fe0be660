// Platforms that are known by their tables: what `init` writes is used as it is, and what is read of them is what they did.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { Logger, run, runMigrations } from 'graphile-worker'
import { PgBoss } from 'pg-boss'
import { parseConfig } from '../../src/config/load.ts'
import { systemClock } from '../../src/core/clock.ts'
import { SECOND } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import type { Event } from '../../src/events/event.ts'
import { NO_MEMORY } from '../../src/sources/memory.ts'
import { createPostgresSource } from '../../src/sources/postgres/postgres-source.ts'
import { inspectDatabase } from '../../src/sources/postgres/survey/inspect.ts'
import { renderConfig } from '../../src/sources/postgres/survey/render-config.ts'
import { PLATFORMS } from '../support/platforms/platforms.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import { majorVersion } from '../support/postgres/programs.ts'

let server: TestPostgres
let db: TestDatabase
before(async () => {
  server = await startPostgres()
})
after(() => server.stop())
beforeEach(async () => {
  db = await server.create()
})
afterEach(() => db.drop())

const tooOldForPgBoss = (majorVersion() ?? 13) < 13 && 'pg-boss needs PostgreSQL 13'
const signal = (): AbortSignal => new AbortController().signal

/** What a source makes of the database, configured by what `init` writes, unedited. */
async function readBy(url: string) {
  const inspection = await inspectDatabase(url, signal())
  const text = renderConfig(inspection)
  assert.ok(text.split('\n').length <= 151, text)
  assert.doesNotMatch(text, /nothing is known of/)
  const [options] = parseConfig(text, { DATABASE_URL: url }).sources
  assert.ok(options?.type === 'postgres')
  const source = createPostgresSource(
    { ...options, url },
    { clock: systemClock, log: silentLogger, memory: NO_MEMORY },
  )
  assert.deepEqual(await source.check(signal()), [], text)
  const events: Event[] = []
  const problems = []
  for await (const batch of source.pull(null, signal())) {
    events.push(...batch.events)
    problems.push(...batch.problems)
  }
  assert.deepEqual(problems, [])
  const of = (type: Event['type']): Event[] => events.filter(event => event.type === type)
  const begun = new Map(of('task.started').map(({ subject, at }) => [subject, at]))
  const durations = of('task.finished').map(
    ({ subject, at }) => (at - (begun.get(subject) ?? Number.NaN)) / SECOND,
  )
  const ended = new Set([...of('task.finished'), ...of('task.failed')].map(({ subject }) => subject))
  return {
    notes: inspection.mappings.flatMap(({ missing, seen }) => [...missing, ...seen]),
    platforms: inspection.mappings.map(({ platform }) => platform),
    tables: inspection.mappings.map(({ mapping }) => mapping.table),
    completed: of('task.finished').length,
    failed: of('task.failed').length,
    open: of('task.queued').filter(({ subject }) => !ended.has(subject)).length,
    types: [
      ...new Set(
        [...of('task.queued'), ...of('task.finished')].map(
          ({ data }) => (data as { taskType: string }).taskType,
        ),
      ),
    ],
    durations,
    claims: [true, false].map(
      wanted =>
        of('claim.verified').filter(({ data }) => (data as { outcome: boolean }).outcome === wanted).length,
    ),
  }
}

describe('a platform that is known by its tables', () => {
  for (const { known, sql, expected } of PLATFORMS) {
    test(`${known}: is read by what init writes, unedited, and counts what it did`, async () => {
      await db.sql(sql)
      const { platforms, durations, tables, notes, ...counts } = await readBy(db.url)
      const { runs, claims = [0, 0], ...told } = expected
      assert.doesNotMatch(notes.join('\n'), /: left out$|not understood/m)
      assert.deepEqual(counts, { ...told, claims })
      assert.deepEqual([...new Set(platforms)], [known], `guessed beside it: ${tables.slice(1).join(', ')}`)
      if (runs === null) return
      assert.ok(
        durations.every(seconds => Math.abs(seconds - runs) < 0.01),
        durations.join(' '),
      )
    })
  }

  test('pg-boss: its own migrations and real jobs', { skip: tooOldForPgBoss }, async () => {
    const boss = new PgBoss({ connectionString: db.url, schedule: false })
    boss.on('error', () => undefined)
    await boss.start()
    try {
      await boss.createQueue('build', { retryLimit: 0 })
      await boss.createQueue('later')
      const worked: number[] = []
      for (let i = 0; i < 12; i++) await boss.send('build', { i })
      for (let i = 0; i < 3; i++) await boss.send('later', { i })
      await boss.work<{ i: number }>(
        'build',
        { batchSize: 1, pollingIntervalSeconds: 0.5 },
        async ([job]) => {
          worked.push(job?.data.i ?? -1)
          if (job !== undefined && job.data.i % 4 === 0) throw new Error('boom')
        },
      )
      for (let tries = 0; worked.length < 12 && tries < 200; tries++)
        await new Promise(done => setTimeout(done, 100))
    } finally {
      await boss.stop({ graceful: true })
    }
    const { platforms, completed, failed, open, types } = await readBy(db.url)
    assert.deepEqual(platforms, ['pg-boss, 11 or later'])
    assert.deepEqual({ completed, failed, open }, { completed: 9, failed: 3, open: 3 })
    assert.deepEqual(types.sort(), ['build', 'later'])
  })

  test('Graphile Worker: its own migrations and real jobs; what is done is deleted, which is said', async () => {
    const logger = new Logger(() => () => undefined)
    await runMigrations({ connectionString: db.url, logger })
    for (const [i, task] of ['fails', 'fails', 'waits', 'waits', 'waits', 'works'].entries()) {
      await db.sql(
        `SELECT graphile_worker.add_job('${task}', '{}', max_attempts => 1${task === 'waits' ? `, run_at => now() + interval '1 day'` : ''}, job_key => 'k${i}')`,
      )
    }
    const runner = await run({
      connectionString: db.url,
      logger,
      noHandleSignals: true,
      pollInterval: 100,
      taskList: {
        works: () => undefined,
        fails: () => {
          throw new Error('boom')
        },
        waits: () => undefined,
      },
    })
    const left = `SELECT count(*)::text AS n FROM graphile_worker.jobs WHERE attempts = 0 AND task_identifier <> 'waits'`
    for (let tries = 0; tries < 200; tries++) {
      const [row] = await db.sql(left)
      if (row?.n === '0') break
      await new Promise(done => setTimeout(done, 100))
    }
    await runner.stop()
    const { platforms, completed, failed, open, types } = await readBy(db.url)
    assert.deepEqual(platforms, ['Graphile Worker, 0.14 or later'])
    assert.deepEqual({ completed, failed, open }, { completed: 0, failed: 2, open: 3 })
    assert.deepEqual(types.sort(), ['fails', 'waits'])
    const [{ missing = [] } = {}] = (await inspectDatabase(db.url, signal())).mappings
    assert.match(missing.join('\n'), /a job that is done is deleted at once/)
  })
})
