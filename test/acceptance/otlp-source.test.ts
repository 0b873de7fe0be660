// OTLP from those that speak it: the SDK of OpenTelemetry, a Collector where SLOWBURN_OTELCOL names one (no registry has it to be installed
// from), and senders that mean no good. What was answered with success is kept once, through kill -9.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { temporaryFolder } from '../support/folder.ts'
import { asJson, decoded, encoded, type Plain, spanMessage, traceRequest } from '../support/sources/otlp.ts'
import { type Kept, otlpService, runProgram, TOKEN } from '../support/sources/otlp-service.ts'

const BEARER = { authorization: `Bearer ${TOKEN}` }

/** What the program did. */
function assertWhole({ counts }: Kept): void {
  const { 'sample queue.depth': depths = 0, 'sample jobs.done': rates = 0, ...rest } = counts
  assert.deepEqual(rest, {
    'task chat completed': 3,
    'task chat failed': 2,
    'task invoke_agent planner completed': 5,
    'claim Relevance false': 1,
    'claim Relevance true': 1,
  })
  assert.ok(depths > 0 && rates > 0, JSON.stringify(counts))
}

describe('a slowburn that takes OTLP in', () => {
  for (const protocol of ['http/protobuf', 'http/json']) {
    test(`keeps what a program with the SDK of OpenTelemetry sends by ${protocol}`, async t => {
      const service = otlpService(t)
      const { running, endpoint, page } = await service.start()
      assert.equal(await runProgram(endpoint, protocol), '', 'it has nothing to complain of')
      const sources = (await (await fetch(new URL('api/v1/sources', page))).json()) as object
      await running.end('SIGTERM')
      assertWhole(service.kept())
      assert.doesNotMatch(JSON.stringify(sources), /refused|ada@example.com/)
    })
  }

  const collector = process.env.SLOWBURN_OTELCOL
  const withCollector = collector === undefined ? () => undefined : test
  withCollector('keeps what a Collector sends on', async t => {
    assert.ok(collector)
    const service = otlpService(t)
    const { running, endpoint } = await service.start()
    const port = await freePort()
    const config = join(temporaryFolder(t), 'otelcol.yml')
    writeFileSync(
      config,
      `receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:${port}' } } } }
exporters:
  otlphttp: { endpoint: '${endpoint}', headers: { authorization: 'Bearer ${TOKEN}' }, retry_on_failure: { initial_interval: 1s } }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    traces: { receivers: [otlp], exporters: [otlphttp] }
    metrics: { receivers: [otlp], exporters: [otlphttp] }
    logs: { receivers: [otlp], exporters: [otlphttp] }
`,
    )
    const child = spawn(collector, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] })
    t.after(() => child.kill('SIGKILL'))
    let said = ''
    child.stderr.on('data', chunk => {
      said += chunk
    })
    while (!said.includes('Everything is ready')) {
      assert.equal(child.exitCode, null, said)
      await wait(50)
    }
    await runProgram(`http://127.0.0.1:${port}`, 'http/protobuf')
    // What it has not sent on yet it sends before it ends.
    child.kill('SIGTERM')
    await new Promise(resolve => child.once('exit', resolve))
    await running.end('SIGTERM')
    assertWhole(service.kept())
    assert.doesNotMatch(said, /partial|Exporting failed/i)
  })

  test('has each span once that it called taken, however often it is killed', async t => {
    const service = otlpService(t)
    let { running, endpoint } = await service.start()
    let sent = 0
    let refusals = 0
    const send = async (batch: number): Promise<void> => {
      const spans = Array.from({ length: 20 }, (_, i) =>
        spanMessage(
          Date.now() - 10_000,
          { 'gen_ai.operation.name': 'chat' },
          {
            spanId: (batch * 100 + i + 1).toString(16).padStart(16, '0'),
          },
        ),
      )
      const body = gzipSync(encoded('TraceRequest', traceRequest(spans)))
      const headers = { ...BEARER, 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' }
      for (;;) {
        const answer = await fetch(`${endpoint}/v1/traces`, { method: 'POST', body, headers }).catch(
          () => null,
        )
        if (answer?.status === 200) break
        refusals += 1
        await wait(100)
      }
      sent += 20
    }
    const killing = (async () => {
      for (let i = 0; i < 3; i++) {
        await wait(300 + 200 * i)
        await running.end('SIGKILL')
        ;({ running, endpoint } = await service.start())
      }
    })()
    let batch = 0
    const workers = Array.from({ length: 4 }, async () => {
      while (batch < 150) await send(batch++)
    })
    await Promise.all([...workers, killing])
    await running.end('SIGTERM')
    assert.ok(refusals > 0, 'it was killed while it was sent to')
    assert.deepEqual(service.kept(), { all: sent, counts: { 'task chat completed': sent } })
  })

  test('refuses by name what is not meant well, keeps what is good beside it, and shows what it refused', async t => {
    const service = otlpService(t)
    const { running, endpoint, page } = await service.start()
    const post = (body: Uint8Array, headers: Record<string, string>, path = '/v1/traces') =>
      fetch(`${endpoint}${path}`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { ...BEARER, ...headers },
      })
    const protobuf = { 'content-type': 'application/x-protobuf' }
    const json = { 'content-type': 'application/json' }
    const statusOf = async (answer: Promise<Response>): Promise<[number, Plain]> => {
      const { status, headers, ...rest } = await answer.then(async one => ({
        status: one.status,
        headers: one.headers.get('content-type'),
        body: new Uint8Array(await one.arrayBuffer()),
      }))
      const isBinary = headers === 'application/x-protobuf'
      const said = isBinary ? decoded('RpcStatus', rest.body) : JSON.parse(Buffer.from(rest.body).toString())
      return [status, said as Plain]
    }
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
    const good = asJson(traceRequest([spanMessage(Date.now() - 10_000, { 'gen_ai.operation.name': 'chat' })]))
    const deep = Buffer.from(`{"resourceSpans":${'['.repeat(1e6)}${']'.repeat(1e6)}}`)
    const cases: [() => Promise<Response>, number, RegExp][] = [
      [
        () => post(good, { ...protobuf, authorization: 'Bearer wrong' }),
        401,
        /credentials are missing or wrong/,
      ],
      [() => post(good, { ...json, authorization: '' }), 401, /credentials are missing or wrong/],
      [() => post(bomb, { ...protobuf, 'content-encoding': 'gzip' }), 413, /too large/],
      [() => post(Buffer.alloc(21 * 1024 * 1024, 32), json), 413, /too large/],
      [
        () => post(good, { ...protobuf, 'content-encoding': 'gzip' }),
        400,
        /the body cannot be taken: incorrect header/,
      ],
      [
        () => post(gzipSync(good).subarray(0, 50), { ...json, 'content-encoding': 'gzip' }),
        400,
        /unexpected end/,
      ],
      [() => post(good, { ...json, 'content-encoding': 'snappy' }), 415, /unsupported content encoding/],
      [() => post(good, { 'content-type': 'text/plain' }), 415, /must be application/],
      [() => post(good, protobuf), 400, /cannot be read/],
      [() => post(deep, json), 400, /no list of objects/],
    ]
    for (const [answer, expected, message] of cases) {
      const [status, said] = await statusOf(answer())
      assert.equal(status, expected, JSON.stringify(said))
      assert.match(String(said.message), message)
      assert.equal(typeof said.code, 'number')
    }
    assert.deepEqual(await (await post(good, json)).json(), {})
    const metrics = await (await fetch(new URL('metrics', page))).text()
    assert.match(metrics, /slowburn_source_refused_events_total\{source="agents",reason="unreadable"\} 2\n/)
    await wait(2500)
    const sources = await (await fetch(new URL('api/v1/sources', page))).text()
    assert.match(sources, /2 of its events were refused \(unreadable\); what they said is lost/)
    await running.end('SIGTERM')
    assert.deepEqual(service.kept().counts, { 'task chat completed': 1 })
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
