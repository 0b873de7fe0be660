import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import express from 'express'
import { SharedPart, scrapeOf } from '../../../src/exposition/formats/scrape.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { listen } from '../../../src/web/listen.ts'
import { createProbes, metricsRoute } from '../../../src/web/probes.ts'
import { fullExposition } from '../../support/exposition/exposition.ts'
import { readFamilies } from '../../support/exposition/metric-families.ts'
import { PROTOBUF } from '../../support/exposition/scraped.ts'
import { ADMIN, depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask } from '../../support/web/web-http.ts'

const { views } = await fixture()
const NOW = Date.UTC(2025, 10, 20, 12)

async function withProbes(deps: Parameters<typeof createProbes>[0], use: (url: string) => Promise<void>) {
  const probes = await listen(createProbes(deps), { host: '127.0.0.1', port: 0 })
  try {
    await use(probes.url)
  } finally {
    await probes.close()
  }
}

/** In time, or the test fails by its own. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(5)
}

describe('the listener for probes', () => {
  test('has the metrics and the health, and nothing else', async () => {
    await withProbes(depsOf(views), async url => {
      assert.equal((await ask(`${url}healthz`)).body, 'alive\n')
      assert.equal((await ask(`${url}readyz`)).body, 'ready\n')
      assert.equal((await ask(`${url}metrics`)).body, 'up 1\n')
      for (const path of ['nothing', 'metrics/x']) assert.equal((await ask(url + path)).status, 404, path)
      for (const path of ['', 'alerts', 'api/v1/alerts', 'mail/1']) {
        assert.notEqual((await ask(url + path)).status, 200, path)
      }
      assert.equal((await ask(`${url}healthz`, { method: 'POST' })).status, 405)
    })
  })

  test('has the metrics in the format that is asked for, packed for whoever takes it', async () => {
    const exposition = fullExposition(indicators, NOW)
    await withProbes(depsOf(views, { scrape: exposition.scrape }), async url => {
      const text = await ask(`${url}metrics`)
      assert.equal(text.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
      assert.equal(text.headers.vary, 'Accept, Accept-Encoding')
      assert.equal(text.headers['content-encoding'], undefined)
      const packed = await ask(`${url}metrics`, { headers: { 'accept-encoding': 'gzip' } })
      assert.equal(packed.headers['content-encoding'], 'gzip')
      const counted = (body: string): string[] =>
        body.split('\n').filter(line => line.startsWith('slowburn_'))
      assert.deepEqual(counted(gunzipSync(packed.bytes).toString()), counted(text.body))
      const families = await ask(`${url}metrics`, { headers: { accept: PROTOBUF } })
      assert.match(String(families.headers['content-type']), /^application\/vnd\.google\.protobuf; /)
      assert.ok(
        readFamilies(families.bytes).some(({ name }) => name === 'slowburn_task_run_time_p50_seconds'),
      )
      const openMetrics = await ask(`${url}metrics`, { headers: { accept: 'application/openmetrics-text' } })
      assert.equal(
        openMetrics.headers['content-type'],
        'application/openmetrics-text; version=1.0.0; charset=utf-8',
      )
      assert.match(openMetrics.body, /^# UNIT slowburn_task_run_time_p50_seconds seconds$/m)
      assert.ok(openMetrics.body.endsWith('\n# EOF\n'))
      const head = await ask(`${url}metrics`, { method: 'HEAD' })
      assert.deepEqual([head.status, head.body], [200, ''])
      assert.ok(Number(head.headers['content-length']) > 1000)
    })
  })

  test('asks nobody to log in for the health, and everybody for the metrics who must elsewhere', async () => {
    await withProbes(depsOf(views, { access: { ...ADMIN.access, anonymous: 'none' } }), async url => {
      assert.equal((await ask(`${url}healthz`)).status, 200)
      assert.equal((await ask(`${url}metrics`)).status, 401)
      assert.equal((await ask(`${url}metrics`, { headers: ADMIN.headers })).status, 200)
    })
  })

  test('cuts off who has not taken all of the metrics in time, and nobody else', async () => {
    const long = Buffer.alloc(16 * 1024 * 1024, 'a 1\n')
    const scrape = scrapeOf('text/plain', new SharedPart([long]), [])
    const app = express()
    // Who reads on has all of it by then on a busy machine too; in small pieces it would take twelve seconds.
    metricsRoute(app, { scrape: async () => scrape }, 1000)
    const web = await listen(app, { host: '127.0.0.1', port: 0 })
    try {
      const slow = connect({ port: web.port, host: '127.0.0.1' })
      slow.on('error', () => {})
      slow.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n')
      // A few bytes now and then.
      let taken = 0
      slow.on('data', (bytes: Buffer) => {
        taken += bytes.length
        slow.pause()
        setTimeout(() => slow.resume(), 50)
      })
      await once(slow, 'close')
      assert.ok(taken > 0 && taken < long.length, `${taken}`)
      assert.equal((await ask(`${web.url}metrics`)).body.length, long.length)
    } finally {
      await web.close()
    }
  })

  test('is done with a scrape once it has been sent or packed, or whoever asked has left, and not before', async () => {
    const long = Buffer.alloc(16 * 1024 * 1024, 'a 1\n')
    const app = express()
    let [begun, done] = [0, 0]
    metricsRoute(app, {
      scrape: async () => {
        begun += 1
        return { ...scrapeOf('text/plain', new SharedPart([]), [long]), done: () => (done += 1) }
      },
    })
    const web = await listen(app, { host: '127.0.0.1', port: 0 })
    try {
      await ask(`${web.url}metrics`)
      await ask(`${web.url}metrics`, { headers: { 'accept-encoding': 'gzip' } })
      await until(() => done === 2)
      const stalling = connect({ port: web.port, host: '127.0.0.1' })
      stalling.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n')
      stalling.pause()
      await until(() => begun === 3)
      await wait(200)
      assert.equal(done, 2)
      stalling.destroy()
      await until(() => done === 3)
    } finally {
      await web.close()
    }
  })

  test('says why it is not ready', async () => {
    const health = () => ({ lastTickAt: null, staleAfter: 1, faults: [] })
    await withProbes(depsOf(views, { health }), async url => {
      const { status, body } = await ask(`${url}readyz`)
      assert.equal(status, 503)
      assert.match(body, /^first_tick_pending: /)
    })
  })
})
