import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
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

  test('waits no shorter for a moment beyond the reach of its timers', async () => {
    for (const ms of [2 ** 31, Number.POSITIVE_INFINITY]) {
      let called = false
      const cancel = systemRuntime().after(ms, () => {
        called = true
      })
      await new Promise<void>(resolve => systemRuntime().after(20, resolve, 'awaited'))
      cancel()
      assert.equal(called, false)
    }
  })

  test('makes ids that a seeded generator does not repeat, with and without cryptography', t => {
    const { crypto } = globalThis
    t.after(() => Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true }))
    t.mock.method(Math, 'random', () => 0.5)
    const { getRandomValues } = crypto
    const some = { getRandomValues: (into: Uint32Array<ArrayBuffer>) => getRandomValues.call(crypto, into) }
    const ids = [crypto, some, undefined].flatMap(value => {
      Object.defineProperty(globalThis, 'crypto', { value, configurable: true })
      return Array.from({ length: 50 }, () => systemRuntime().unique())
    })
    assert.equal(new Set(ids).size, 150)
    for (const id of ids) assert.match(id, /^[\w-]{12,80}$/)
  })

  test('keeps one listener of the end of the process, however many clients there are', () => {
    const before = process.listenerCount('beforeExit')
    const stops = Array.from({ length: 20 }, () => systemRuntime().beforeExit(() => {}))
    assert.equal(process.listenerCount('beforeExit'), before + 1)
    for (const stop of stops) stop()
    assert.equal(process.listenerCount('beforeExit'), before)
  })

  test('listens to the end of the process again with the next client, where the platform removed all listeners', () => {
    const others = process.listeners('beforeExit')
    const calls: string[] = []
    const stops = [systemRuntime().beforeExit(() => calls.push('first'))]
    process.removeAllListeners('beforeExit')
    stops.push(systemRuntime().beforeExit(() => calls.push('second')))
    process.emit('beforeExit', 0)
    assert.deepEqual(calls, ['first', 'second'])
    for (const stop of stops) stop()
    assert.equal(process.listenerCount('beforeExit'), 0)
    for (const other of others) process.on('beforeExit', other)
  })

  test('keeps nothing of the request in which something was first sent', async t => {
    const request = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    t.mock.method(globalThis, 'fetch', async () => seen.push(request.getStore()))
    const { after, fetch } = systemRuntime()
    await request.run('the first', async () => {
      await fetch?.('http://127.0.0.1')
      await new Promise<void>(resolve =>
        after(1, () => resolve(void seen.push(request.getStore())), 'awaited'),
      )
      assert.equal(request.getStore(), 'the first')
    })
    assert.deepEqual(seen, [undefined, undefined])
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
