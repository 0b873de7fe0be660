import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { systemRuntime } from '../../../src/client/runtime.ts'

describe('the runtime that is found', () => {
  test('knows the time, compresses, and calls back unless it is told not to', async () => {
    const { elapsed, gzip, after } = systemRuntime()
    const before = elapsed()
    assert.equal(gunzipSync((await gzip?.('é'.repeat(9))) ?? '').toString(), 'é'.repeat(9))
    let called = false
    const cancel = after(1, () => {
      called = true
    })
    cancel()
    await new Promise<void>(resolve => after(5, resolve, 'awaited'))
    assert.equal(called, false)
    assert.ok(elapsed() > before)
  })

  test('does without fetch, compression and a process where there are none', t => {
    const { fetch, CompressionStream, process } = globalThis
    t.after(() => Object.assign(globalThis, { fetch, CompressionStream, process }))
    Object.assign(globalThis, { fetch: undefined, CompressionStream: undefined, process: undefined })
    const runtime = systemRuntime()
    assert.equal(runtime.fetch, null)
    assert.equal(runtime.gzip, null)
    runtime.beforeExit(() => {})()
  })
})

test('a process ends though a timer waits, and what waits is sent when it does', () => {
  const client = new URL('../../../src/client/client.ts', import.meta.url)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { createClient } from ${JSON.stringify(client)}
      globalThis.fetch = async (_, { body }) => {
        console.log(JSON.parse(body).events.length)
        return Response.json({ accepted: 2, duplicates: 0, refused: { count: 0, first: [] } })
      }
      const client = createClient({ url: 'http://127.0.0.1/ingest/a', token: 'x' })
      client.gauge('x', 1)
      client.gauge('x', 2)
      setTimeout(() => assert.fail('a timer of an hour'), 3_600_000).unref()`,
    ],
    { encoding: 'utf8', timeout: 30_000 },
  )
  assert.deepEqual([status, stdout, stderr], [0, '2\n', ''])
})
