import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gunzipSync } from 'node:zlib'
import { HOUR } from '../../src/core/duration.ts'
import type { Exposition } from '../../src/exposition/exposition.ts'
import { createExposition } from '../../src/exposition/exposition.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { type Listening, listen } from '../../src/web/listen.ts'
import { createProbes } from '../../src/web/probes.ts'
import { emptySnapshot, measured } from '../support/exposition/exposition.ts'
import { PROTOBUF, scrapedText } from '../support/exposition/scraped.ts'
import { depsOf } from '../support/web/deps.ts'
import { fixture } from '../support/web/fixture.ts'
import { ask } from '../support/web/web-http.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const SERIES = 10_000
const MB = 1024 * 1024
const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5'

const { views } = await fixture()

describe('ten thousand series, scraped as nobody should', () => {
  const labels = Array.from({ length: SERIES }, (_, i) => ({ task_type: `type ${i}` }))
  let exposition: Exposition
  let web: Listening
  let whole = ''

  before(async () => {
    exposition = createExposition({ version: '1', indicators, defaultMetrics: false })
    const band = { value: 100, lower: 90, upper: 110 }
    const series = labels.map(own => measured('task_run_time_p50', AT, { labels: own, band }))
    await exposition.publish({ ...emptySnapshot(AT), series })
    whole = (await scrapedText(exposition)).body
    web = await listen(createProbes(depsOf(views, { scrape: exposition.scrape })), {
      host: '127.0.0.1',
      port: 0,
    })
  })
  after(() => web.close())

  const stalled = async (count: number, from: string): Promise<Socket[]> => {
    const sockets = Array.from({ length: count }, () => {
      const socket = connect({ port: web.port, host: '127.0.0.1', localAddress: from })
      socket.on('error', () => {})
      socket.pause()
      socket.write(
        'GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Prometheus-Scrape-Timeout-Seconds: 10\r\n\r\n',
      )
      return socket
    })
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    return sockets
  }

  for (const [what, headers] of [
    ['in text', {}],
    ['packed', { 'accept-encoding': 'gzip' }],
    ['in OpenMetrics', { accept: OPEN_METRICS, 'accept-encoding': 'gzip' }],
    ['in protobuf', { accept: PROTOBUF, 'accept-encoding': 'gzip' }],
  ] as const) {
    test(`by a hundred at once, ${what}: each has all of it, and the memory is that of one`, async t => {
      // The first one has it compressed, or written in protobuf.
      const expected = await scrape(web.port, '127.0.0.1', headers)
      const delay = monitorEventLoopDelay({ resolution: 1 })
      const began = performance.now()
      const memory = process.memoryUsage.rss()
      delay.enable()
      const sizes = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          // Of each, as soon as it is there: what it has received is not kept.
          const bytes = await scrape(web.port, `127.0.0.${2 + (i % 4)}`, headers)
          return bytes.length
        }),
      )
      delay.disable()
      t.diagnostic(
        `${(expected.length / MB).toFixed(2)} MB each, ${(performance.now() - began).toFixed(0)} ms in all, loop blocked ${(delay.max / 1e6).toFixed(0)} ms, memory +${((process.memoryUsage.rss() - memory) / MB).toFixed(0)} MB (received included)`,
      )
      assert.deepEqual(new Set(sizes), new Set([expected.length]))
      if (what === 'packed') assert.equal(gunzipSync(expected).toString(), whole)
    })
  }

  test('by sixty that never read: the memory is that of one, and whoever reads is answered at once', async t => {
    const memory = await heldOutside()
    const sockets = await stalled(60, '127.0.0.9')
    await wait(1000)
    const held = (await heldOutside()) - memory
    t.diagnostic(
      `${(held / MB).toFixed(1)} MB more are held for sixty answers of ${(whole.length / MB).toFixed(1)} MB`,
    )
    assert.ok(held < whole.length, `${held}`)
    for (let time = 0; time < 5; time += 1) {
      const began = performance.now()
      assert.equal((await ask(`${web.url}metrics`)).body.length, whole.length)
      assert.ok(performance.now() - began < 2000)
    }
    // Nothing moves on them for twice half a minute: they are cut.
    await wait(65_000)
    const received = await Promise.all(sockets.map(rest))
    assert.ok(Math.max(...received) < whole.length, `${Math.max(...received)}`)
  })

  test('by twenty that stall while all is published again and again: what is kept is theirs and the last', async t => {
    const sockets = await stalled(20, '127.0.0.8')
    await wait(500)
    const memory = await heldOutside()
    for (let time = 1; time <= 10; time += 1) {
      const band = { value: 100 + time, lower: 90 + time, upper: 110 + time }
      const at = AT + time * HOUR
      const series = labels.map(own => measured('task_run_time_p50', at, { labels: own, band }))
      await exposition.publish({ ...emptySnapshot(at), series })
      assert.match((await ask(`${web.url}metrics`)).body, new RegExp(`^slowburn_.* ${110 + time}$`, 'm'))
    }
    const more = (await heldOutside()) - memory
    t.diagnostic(
      `${(more / MB).toFixed(1)} MB more are held after ten texts of ${(whole.length / MB).toFixed(1)} MB`,
    )
    assert.ok(more < 2.5 * whole.length, `${more}`)
    for (const socket of sockets) socket.destroy()
    whole = (await scrapedText(exposition)).body
  })

  test('by two hundred that leave in the middle: nothing is left of them', async () => {
    for (let time = 0; time < 200; time += 1) {
      const socket = connect({ port: web.port, host: '127.0.0.1', localAddress: '127.0.0.7' })
      socket.on('error', () => {})
      socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n')
      await once(socket, 'data')
      socket.destroy()
    }
    assert.equal((await ask(`${web.url}metrics`)).body, whole)
  })
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Memory outside of the heap that somebody still holds. */
async function heldOutside(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    collectGarbage()
    await wait(50)
  }
  return process.memoryUsage().external
}

/** Bytes that still come on a connection, until it is closed. */
async function rest(socket: Socket): Promise<number> {
  let bytes = 0
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await once(socket.resume(), 'close')
  return bytes
}

function scrape(port: number, localAddress: string, headers: Record<string, string>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, host: '127.0.0.1', path: '/metrics', localAddress, headers, agent: false },
      response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => resolve(Buffer.concat(chunks)))
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}
