import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import protobufjs from 'protobufjs'
import { DAY } from '../../../../src/core/duration.ts'
import { refusedProblems } from '../../../../src/pipeline/collect/problems/refused-events.ts'
import { commitOf } from '../../../../src/pipeline/collect/receive.ts'
import { otlpOptions } from '../../../../src/sources/otlp/options.ts'
import { createSource } from '../../../../src/sources/registry.ts'
import { type Commit, isReceiving, type Reply } from '../../../../src/sources/source.ts'
import { collecting } from '../../../support/facts/collecting.ts'
import {
  asJson,
  attributesOf,
  decoded,
  encoded,
  metricsRequest,
  nanos,
  type Plain,
  spanMessage,
  traceRequest,
} from '../../../support/sources/otlp.ts'

const NOW = Date.UTC(2026, 4, 1)
const AT = NOW - DAY
const CHAT = { 'gen_ai.operation.name': 'chat' }

function started(t: TestContext, more: object = {}) {
  const { store, deps, logged, counted } = collecting(t, NOW, { patience: 30 })
  const given = { name: 'agents', type: 'otlp', token: '0123456789abcdef', ...more }
  const settings = { ...otlpOptions.parse(given), type: 'otlp' } as const
  const memory = { get: (key: string) => store.sources.recall('agents', key), known: () => null }
  const source = createSource(settings, { clock: deps.clock, log: deps.log, memory })
  assert.ok(isReceiving(source))
  const commit = commitOf(source, deps)
  const send = async (path: string, type: string, body: Uint8Array, by: Commit = commit): Promise<Reply> => {
    const route = source.routes.find(one => one.path === path)
    assert.ok(route)
    return route.receive({ headers: { 'content-type': type }, body }, by)
  }
  const post = async (path: string, plain: Plain, by?: Commit) =>
    JSON.parse(String((await send(path, 'application/json', asJson(plain), by)).body)) as Plain
  const problems = () => refusedProblems(store.sources, 'agents', NOW).map(({ message }) => message)
  return { source, store, send, post, commit, logged, counted, problems }
}

function spans(count: number, more: Plain = {}): Plain[] {
  return Array.from({ length: count }, (_, i) =>
    spanMessage(AT, CHAT, { spanId: (i + 1).toString(16).padStart(16, '0'), ...more }),
  )
}

describe('an OTLP source', () => {
  test('keeps what spans tell, once, from either encoding', async t => {
    const { post, send, store, counted } = started(t)
    const request = traceRequest(spans(3))
    assert.deepEqual(await post('/v1/traces', request), {})
    const reply = await send('/v1/traces', 'application/x-protobuf', encoded('TraceRequest', request))
    assert.deepEqual([reply.status, reply.body.length], [200, 0])
    assert.equal(store.lifecycles.keptCount(), 3)
    assert.deepEqual(counted, ['events 6'])
  })

  test('says how many it refused, and why the first, and keeps the rest', async t => {
    const { post, send, store, problems } = started(t)
    const [good, early, bad] = spans(3)
    const late = { startTimeUnixNano: nanos(NOW + DAY), endTimeUnixNano: nanos(NOW + DAY) }
    const request = traceRequest([good ?? {}, { ...early, ...late }, { ...bad, traceId: '' }])
    const { partialSuccess } = (await post('/v1/traces', request)) as { partialSuccess: Plain }
    assert.equal(partialSuccess.rejectedSpans, '2')
    assert.match(String(partialSuccess.errorMessage), /^2 refused; the first: invalid: a span whose ids/)
    const binary = await send('/v1/traces', 'application/x-protobuf', encoded('TraceRequest', request))
    const answer = decoded('Response', binary.body as Uint8Array) as { partialSuccess: Plain }
    assert.equal(answer.partialSuccess.rejected, '2')
    assert.equal(store.lifecycles.keptCount(), 1)
    assert.deepEqual(problems(), [
      '4 of its events were refused (future); what they said is lost',
      '2 of its events were refused (invalid); what they said is lost',
    ])
  })

  test('says that something was refused though nobody can tell of which item', async t => {
    const { post } = started(t)
    const mute: Commit = async () => ({
      accepted: 1,
      duplicates: 0,
      refused: [{ reason: 'invalid', detail: 'an event that is nested too deeply' }],
    })
    const { partialSuccess } = (await post('/v1/traces', traceRequest(spans(1)), mute)) as {
      partialSuccess?: Plain
    }
    assert.equal(partialSuccess?.rejectedSpans, '1')
  })

  test('refuses a body that it cannot read, in its encoding, and that stays visible', async t => {
    const { send, problems, counted } = started(t)
    for (const path of ['/v1/traces', '/v1/metrics', '/v1/logs']) {
      const { status, body } = await send(path, 'application/x-protobuf', Uint8Array.from([10, 5]))
      assert.equal(status, 400)
      assert.match(
        String(decoded('RpcStatus', body as Uint8Array).message),
        /^the request cannot be read: a part of it is longer than the whole$/,
      )
    }
    assert.equal((await send('/v1/logs', 'application/json', Buffer.from('no'))).status, 400)
    assert.equal((await send('/v1/logs', 'text/plain', Buffer.from('{}'))).status, 415)
    assert.deepEqual(problems(), ['4 of its events were refused (unreadable); what they said is lost'])
    assert.equal(counted.length, 4)
  })

  test('has refusals of others put in the encoding of the request', t => {
    const { source } = started(t)
    const reply = source.routes[0]?.refusal?.({ 'content-type': 'application/x-protobuf' }, 401, 'no token')
    assert.deepEqual(decoded('RpcStatus', reply?.body as Uint8Array), { code: 16, message: 'no token' })
  })

  test('keeps many in pieces, and refuses more than can be kept before its sender gives up', async t => {
    const { post, send, commit } = started(t)
    const sizes: number[] = []
    const counting: Commit = (candidates, ...rest) => {
      sizes.push(candidates.length)
      return commit(candidates, ...rest)
    }
    assert.deepEqual(await post('/v1/traces', traceRequest(spans(6000)), counting), {})
    assert.deepEqual(sizes, [10_000, 2000])
    const many = asJson(traceRequest(spans(75_001)))
    const { status, body } = await send('/v1/traces', 'application/json', many)
    assert.equal(status, 413)
    assert.match(String(body), /a request of 150002 events, which is more than 150000; send smaller batches/)
  })

  test('refuses a request of more parts than it has room for in memory, however few bytes these take', async t => {
    const { send } = started(t)
    const outer = (bytes: Buffer): Buffer => {
      const writer = protobufjs.Writer.create()
      return Buffer.from(
        writer.uint32(10).bytes(protobufjs.Writer.create().uint32(18).bytes(bytes).finish()).finish(),
      )
    }
    const many = (tag: number, count: number): Buffer => Buffer.alloc(2 * count, Buffer.from([tag, 0]))
    const one = (tag: number, inner: Buffer): Buffer =>
      Buffer.from(protobufjs.Writer.create().uint32(tag).bytes(inner).finish())
    const bodies: [string, string, Uint8Array][] = [
      ['spans', '/v1/traces', outer(many(18, 300_000))],
      ['events of a span', '/v1/traces', outer(one(18, many(90, 300_000)))],
      ['points', '/v1/metrics', outer(one(18, one(42, many(10, 300_000))))],
      ['resources', '/v1/traces', many(10, 300_000)],
      ['scopes', '/v1/logs', one(10, many(18, 300_000))],
    ]
    for (const [what, path, body] of bodies) {
      const reply = await send(path, 'application/x-protobuf', body)
      assert.equal(reply.status, 400, what)
      const { message } = decoded('RpcStatus', reply.body as Uint8Array)
      assert.match(String(message), /more than 200000 parts; send smaller batches/, what)
    }
    const list = `[${'{},'.repeat(300_000)}{}]`
    for (const text of [
      `{"resourceSpans":[{"scopeSpans":[{"spans":${list}}]}]}`,
      `{"resourceSpans":[{"scopeSpans":${list}}]}`,
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"events":${list}}]}]}]}`,
    ]) {
      const reply = await send('/v1/traces', 'application/json', Buffer.from(text))
      assert.equal(reply.status, 400)
      assert.match(String(reply.body), /more than 200000 parts; send smaller batches/)
    }
  })

  test('keeps the last total of a counter with what it told, also when two requests come at once', async t => {
    const { post, store, commit, counted } = started(t, { metrics: [{ metric: 'jobs' }] })
    const total = (at: number, value: number): Plain =>
      metricsRequest([
        {
          name: 'jobs',
          sum: {
            aggregationTemporality: 2,
            isMonotonic: true,
            dataPoints: [
              {
                startTimeUnixNano: nanos(AT - 60_000),
                timeUnixNano: nanos(at),
                asInt: String(value),
                attributes: attributesOf({}),
              },
            ],
          },
        },
      ])
    await Promise.all([post('/v1/metrics', total(AT, 10)), post('/v1/metrics', total(AT + 1000, 15))])
    const lost: Commit = async (...batch) => {
      if (batch[0].length > 0) await commit(...batch)
      throw new Error('killed before its total was kept')
    }
    await assert.rejects(post('/v1/metrics', total(AT + 2000, 25), lost), /killed/)
    assert.deepEqual(await post('/v1/metrics', total(AT + 2000, 25)), {})
    assert.deepEqual(await post('/v1/metrics', total(AT + 3000, 26)), {})
    assert.deepEqual(counted, ['events 1', 'events 1', 'events 1'])
    assert.equal(store.lifecycles.keptCount(), 3)
  })

  test('counts what came and is passed over, and names each once, and no more than twenty', async t => {
    const { post, logged, counted, problems } = started(t)
    const named = Array.from({ length: 30 }, (_, i) => spanMessage(AT, {}, { name: `GET ${i}` }))
    assert.deepEqual(await post('/v1/traces', traceRequest([...named, ...named])), {})
    await post('/v1/metrics', metricsRequest([{ name: 'http.server.duration', gauge: {} }]))
    assert.equal(logged.filter(line => line.includes('a span is passed over')).length, 20)
    assert.equal(logged.filter(line => line.includes('http.server.duration')).length, 1)
    assert.deepEqual(counted, ['refused passed_over 60', 'refused passed_over 1'])
    assert.deepEqual(problems(), [])
  })

  test('feeds tasks, claims, and samples of the metrics that are named, and says what these are', t => {
    assert.deepEqual(started(t).source.feeds, ['task', 'claim'])
    const { source } = started(t, { metrics: [{ metric: 'jobs', good: 'down', unit: 'count', limit: 9 }] })
    assert.deepEqual(source.feeds, ['task', 'claim', 'sample'])
    assert.deepEqual(source.meanings, {
      jobs: { unit: 'count', family: 'real', goodDirection: 'down', limit: 9, help: null },
    })
  })
})
