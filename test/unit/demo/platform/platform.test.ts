import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Client } from 'pg'
import { type ManualClock, manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { type Platform, type PlatformOptions, startPlatform } from '../../../../src/demo/platform/platform.ts'
import { emptyCluster } from '../../../support/postgres/empty-cluster.ts'

const NOW = Date.UTC(2026, 8, 1, 9, 30)

async function started(clock: ManualClock, options: Partial<PlatformOptions> = {}): Promise<Platform> {
  const cluster = await emptyCluster()
  const { signal } = new AbortController()
  return startPlatform({ seed: 11, clock, historyDays: 3, signal, cluster, ...options })
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

describe('the example platform', { timeout: 240_000 }, () => {
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

  test('gives up its start when it is told to', async () => {
    const stop = new AbortController()
    const starting = started(manualClock(NOW), { signal: stop.signal, onProgress: () => stop.abort() })
    await assert.rejects(starting, { name: 'AbortError' })
    await assert.rejects(started(manualClock(NOW), { signal: AbortSignal.abort() }), { name: 'AbortError' })
  })
})
