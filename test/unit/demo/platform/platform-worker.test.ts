import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { Client } from 'pg'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Birth, Command, Reply, Report } from '../../../../src/demo/platform/platform-protocol.ts'
import { emptyCluster } from '../../../support/postgres/empty-cluster.ts'

const startedAt = Date.UTC(2026, 4, 4)
const script = new URL('../../../../src/demo/platform/platform-worker.ts', import.meta.url)

async function start(t: TestContext) {
  const cluster = await emptyCluster()
  const birth: Birth = { seed: 1, startedAt, historyEnd: startedAt + HOUR, folder: null, cluster }
  const worker = new Worker(script, { workerData: birth })
  t.after(() => worker.terminate())
  const heard: Report[] = []
  const waiting: Array<() => void> = []
  worker.on('message', (report: Report) => {
    heard.push(report)
    for (const look of waiting.splice(0)) look()
  })
  const exited = new Promise<number>(resolve => worker.once('exit', resolve))
  /** The first report for which `pick` has something. */
  const until = async <T>(pick: (report: Report) => T | undefined): Promise<T> => {
    for (;;) {
      for (const report of heard) {
        const found = pick(report)
        if (found !== undefined) return found
      }
      await new Promise<void>(resolve => waiting.push(resolve))
    }
  }
  const ask = (id: number, command: Command): Promise<Reply> => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ id, command })
    return until(report => (report.kind === 'reply' && report.reply.id === id ? report.reply : undefined))
  }
  return { heard, until, ask, exited }
}

describe('the thread of the example platform', { timeout: 120_000 }, () => {
  test('says how far it is, then where its database is, does what it is asked or says why not, and ends when it is closed', async t => {
    const { heard, until, ask, exited } = await start(t)
    const { url, truth } = await until(report => (report.kind === 'ready' ? report : undefined))
    const shares = heard.map(report => (report.kind === 'progress' ? report.progress.done : 2))
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    )
    assert.deepEqual(shares.slice(-2), [1, 2])
    assert.equal(truth.plants.length, 7)
    const client = new Client(url)
    await client.connect()
    const count = async (): Promise<number> =>
      (await client.query('SELECT count(*)::integer AS n FROM execution_tasks')).rows[0].n
    await assert.rejects(
      client.query("UPDATE execution_tasks SET ai_model = 'x'"),
      /ai_model.*does not exist/,
    )
    const before = await count()
    assert.deepEqual(await ask(1, { kind: 'advance', to: startedAt + 12 * HOUR }), { id: 1, error: null })
    assert.ok((await count()) > before)
    await client.query('DROP TABLE execution_tasks CASCADE')
    await client.end()
    const refused = await ask(2, { kind: 'advance', to: startedAt + 24 * HOUR })
    assert.match(refused.error ?? '', /execution_tasks.*does not exist/)
    assert.deepEqual(await ask(3, { kind: 'close' }), { id: 3, error: null })
    assert.equal(await exited, 0)
  })
})
