// Ninety days of the example platform, whole: what its tables hold, and that a seed always makes the same.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Client } from 'pg'
import { type ManualClock, type Millis, manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { type Platform, type PlatformOptions, startPlatform } from '../../src/demo/platform/platform.ts'

const NOW = Date.UTC(2026, 8, 1, 9, 30)
const TABLES = [
  'execution_tasks',
  'ai_performance',
  'claims',
  'roi_tracker',
  'financial_ledger',
  'income_drones',
  'deployments',
]

function started(clock: ManualClock, options: Partial<PlatformOptions> = {}): Promise<Platform> {
  return startPlatform({ seed: 11, clock, historyDays: 3, signal: new AbortController().signal, ...options })
}

async function rowsOf<Row>(platform: Platform, sql: string): Promise<Row[]> {
  const client = new Client(platform.url)
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

/** One digest of every row of every table. */
async function digest(platform: Platform): Promise<string> {
  const parts = TABLES.map(table => `SELECT '${table}' || t::text AS row FROM ${table} t`)
  const all = parts.join(' UNION ALL ')
  const rows = await rowsOf<{ digest: string; n: number }>(
    platform,
    `SELECT md5(string_agg(row, chr(10) ORDER BY row)) AS digest, count(*)::integer AS n FROM (${all}) everything`,
  )
  return `${rows[0]?.n} rows ${rows[0]?.digest}`
}

/** The digest of a platform that began at `origin` and was advanced by each step. */
async function digestAfter(
  origin: Millis,
  steps: readonly Millis[],
  options: Partial<PlatformOptions> = {},
): Promise<string> {
  const clock = manualClock(origin)
  const platform = await started(clock, options)
  try {
    for (const step of steps) {
      clock.advance(step)
      await platform.advance()
    }
    return await digest(platform)
  } finally {
    await platform.close()
  }
}

describe('ninety days of the example platform', { timeout: 240_000 }, () => {
  let platform: Platform
  const told: number[] = []
  before(async () => {
    platform = await started(manualClock(NOW), {
      historyDays: 90,
      onProgress: ({ done }) => told.push(done),
    })
  })
  after(() => platform.close())

  test('report their progress', () => {
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    )
    assert.equal(told.at(-1), 1)
  })

  test('end now and began at a midnight 90 days ago', async () => {
    assert.equal(platform.truth.startedAt, Date.UTC(2026, 8, 1) - 90 * DAY)
    const [{ first, last } = {}] = await rowsOf<{ first?: Date; last?: Date }>(
      platform,
      'SELECT min(created_at) AS first, greatest(max(created_at), max(completed_at)) AS last FROM execution_tasks',
    )
    assert.ok(Number(first) - platform.truth.startedAt < 6 * HOUR)
    assert.ok(NOW - Number(last) >= 0 && NOW - Number(last) < HOUR)
  })

  test('fill every table', async () => {
    const counts = await rowsOf<{ t: string; n: number }>(
      platform,
      TABLES.map(table => `SELECT '${table}' AS t, count(*)::integer AS n FROM ${table}`).join(' UNION ALL '),
    )
    const byTable = Object.fromEntries(counts.map(({ t, n }) => [t, n]))
    assert.ok((byTable.execution_tasks ?? 0) >= 42_000)
    assert.ok((byTable.claims ?? 0) >= 40_000)
    assert.ok((byTable.ai_performance ?? 0) > 5_000)
    assert.ok((byTable.roi_tracker ?? 0) > 4_800)
    assert.ok((byTable.financial_ledger ?? 0) > 7_000)
    assert.equal(byTable.income_drones, 8)
    assert.equal(byTable.deployments, 13)
  })

  test('have no start times, and no model but in the metadata', async () => {
    const columns = await rowsOf<{ column_name: string }>(
      platform,
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'execution_tasks' ORDER BY ordinal_position",
    )
    assert.deepEqual(
      columns.map(({ column_name }) => column_name),
      'id task_id type description status metadata result error created_at completed_at'.split(' '),
    )
    const [{ models } = { models: [] }] = await rowsOf<{ models: string[] }>(
      platform,
      "SELECT array_agg(DISTINCT metadata ->> 'model' ORDER BY metadata ->> 'model') AS models FROM execution_tasks",
    )
    assert.deepEqual(models, ['aurora-large', 'aurora-small', 'basalt-mini'])
  })

  test('index the tasks by nothing but their keys, their status and their creation', async () => {
    const indexes = await rowsOf<{ indexdef: string }>(
      platform,
      "SELECT indexdef FROM pg_indexes WHERE tablename = 'execution_tasks'",
    )
    const columns = indexes.map(({ indexdef }) => /\((.*)\)/.exec(indexdef)?.[1])
    assert.deepEqual(columns.sort(), ['created_at', 'id', 'status', 'task_id'])
  })

  test('hold phantom failures with the very error that PostgreSQL gives', async () => {
    const errors = await rowsOf<{ error: string; n: number }>(
      platform,
      `SELECT error, count(*)::integer AS n FROM execution_tasks WHERE error LIKE '%does not exist%' GROUP BY 1`,
    )
    assert.equal(errors.length, 1)
    assert.ok((errors[0]?.n ?? 0) > 2_500)
    await assert.rejects(rowsOf(platform, "UPDATE execution_tasks SET ai_model = 'x' WHERE id = 1"), {
      message: errors[0]?.error ?? '',
    })
    assert.equal(errors[0]?.error, 'column "ai_model" of relation "execution_tasks" does not exist')
  })

  test('let run times be reconstructed to the millisecond, as the platform measured some itself', async () => {
    const [{ n, wrong } = { n: 0, wrong: -1 }] = await rowsOf<Record<'n' | 'wrong', number>>(
      platform,
      `WITH ended AS (
         SELECT task_id, completed_at, greatest(created_at, lag(completed_at) OVER (ORDER BY completed_at)) AS started_at
         FROM execution_tasks WHERE completed_at IS NOT NULL)
       SELECT count(*)::integer AS n,
         (count(*) FILTER (WHERE duration_ms <> round(1000 * extract(epoch FROM completed_at - started_at))))::integer AS wrong
       FROM ended JOIN ai_performance USING (task_id)`,
    )
    assert.ok(n > 5_000)
    assert.equal(wrong, 0)
  })

  test('record when, and whether, a claim was audited before its outcome was known', async () => {
    const [{ wrong } = { wrong: -1 }] = await rowsOf<{ wrong: number }>(
      platform,
      `SELECT (count(*) FILTER (WHERE audit_propensity <> 0.35 OR verified_at <= made_at
         OR (verified_at IS NULL) <> (outcome IS NULL) OR (verified_at IS NULL) <> (verifier IS NULL)
         OR (audited AND verified_at IS NULL AND made_at < timestamptz '2026-08-20')))::integer AS wrong FROM claims`,
    )
    assert.equal(wrong, 0)
  })

  test('leave the main thread free while the database works', async () => {
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    const began = performance.now()
    await rowsOf(platform, 'SELECT count(*) FROM generate_series(1, 2000000)')
    const took = performance.now() - began
    clearInterval(ticking)
    assert.ok(ticks > took / 50, `${ticks} ticks in ${took} ms`)
  })
})

describe('the example platform', { timeout: 240_000 }, () => {
  test('of one seed is the same by one advance, by many in a folder, and by a later start', async () => {
    const byOne = await digestAfter(NOW, [5 * HOUR, 0, -2 * HOUR, 2 * HOUR])
    assert.equal(await digestAfter(NOW + 5 * HOUR, []), byOne)
    const folder = mkdtempSync(join(tmpdir(), 'slowburn-platform-'))
    try {
      const quarters = Array.from({ length: 20 }, () => 15 * MINUTE)
      assert.equal(await digestAfter(NOW, quarters, { folder }), byOne)
      assert.ok(readdirSync(folder).includes('PG_VERSION'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('lives on every ten minutes until it is told to stop, and numbers its rows without a gap', async t => {
    const clock = manualClock(NOW)
    const platform = await started(clock)
    t.after(() => platform.close())
    const stop = new AbortController()
    const living = platform.run(stop.signal)
    for (let step = 0; step < 30; step++) {
      clock.advance(10 * MINUTE)
      await new Promise(resolve => setTimeout(resolve, 30))
    }
    stop.abort()
    await living
    const [{ last, n, next } = { last: 0, n: 0, next: 0 }] = await rowsOf<
      Record<'last' | 'n' | 'next', number>
    >(
      platform,
      `SELECT max(id) AS last, count(*)::integer AS n,
         nextval(pg_get_serial_sequence('execution_tasks', 'id'))::integer AS next FROM execution_tasks`,
    )
    assert.equal(last, n)
    assert.equal(next, n + 1)
    const [{ late } = { late: 0 }] = await rowsOf<{ late: number }>(
      platform,
      `SELECT count(*)::integer AS late FROM execution_tasks WHERE created_at > '${new Date(NOW).toISOString()}'`,
    )
    assert.ok(late > 20, String(late))
    await platform.close()
    await assert.rejects(platform.advance())
  })
})
