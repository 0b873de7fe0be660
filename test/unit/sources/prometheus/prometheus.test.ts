// A server that a test makes answer as it likes.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { SourceError } from '../../../../src/core/errors.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { prometheusOptions } from '../../../../src/sources/prometheus/options.ts'
import { prometheus } from '../../../../src/sources/prometheus/prometheus.ts'
import type { Batch, Cursor } from '../../../../src/sources/source.ts'
import {
  type Asked,
  type FakePrometheus,
  fakePrometheus,
  ok,
  refuse,
} from '../../../support/sources/fake-prometheus.ts'

const NOW = Date.UTC(2026, 5, 29, 12, 5)
const NOON = Date.UTC(2026, 5, 29, 12)

async function following(t: TestContext, more: object = {}) {
  const fake = await fakePrometheus(t)
  fake.now = () => NOW
  const clock = manualClock(NOW)
  const memory = new Map<string, Uint8Array>()
  const series = [{ name: 'q', query: 'rate(x[$step])', good: 'down', unit: 'seconds', limit: 5 }]
  const given = { name: 'm', type: 'prometheus', url: fake.url, series, step: '1h', history: '10h', ...more }
  const source = prometheus.create(prometheusOptions.parse(given), {
    clock,
    log: silentLogger,
    memory: { get: key => memory.get(key) ?? null, known: () => null },
  })
  let cursor: Cursor | null = null
  return {
    fake,
    clock,
    source,
    /** Commits what comes; `most` batches, as one that is killed then. */
    async pull(most = Number.POSITIVE_INFINITY): Promise<{ batches: Batch[]; last: Batch | undefined }> {
      const batches: Batch[] = []
      for await (const batch of source.pull(cursor, new AbortController().signal)) {
        batches.push(batch)
        cursor = JSON.parse(JSON.stringify(batch.cursor)) as Cursor
        for (const change of batch.memory ?? [])
          if ('key' in change && change.value !== null) memory.set(change.key, change.value)
        if (batches.length >= most) break
      }
      return { batches, last: batches.at(-1) }
    },
  }
}

const hourly = (fake: FakePrometheus, hours: number, labels: Record<string, string> = {}): void => {
  for (let i = 0; i < hours; i++) fake.samples.push({ labels, at: NOON - i * HOUR, text: String(hours - i) })
}

const valuesOf = (batches: readonly Batch[]): number[] =>
  batches.flatMap(({ events }) => events.map(({ data }) => (data as { value: number }).value))

const rangesOf = ({ asked }: FakePrometheus): Asked[] =>
  asked.filter(({ path }) => path.endsWith('query_range'))

const messagesOf = (batch: Batch | undefined): string[] => batch?.problems.map(({ message }) => message) ?? []

describe('a Prometheus as a source', () => {
  test('says what its queries mean', async t => {
    const { source } = await following(t)
    assert.deepEqual(source.feeds, ['sample'])
    assert.deepEqual(source.meanings, {
      q: { unit: 'seconds', family: 'real', goodDirection: 'down', limit: 5, help: null },
    })
  })

  test('reads the history, is complete up to the last step that is over, and then reads what is new', async t => {
    const { fake, clock, pull } = await following(t)
    hourly(fake, 20)
    const { batches, last } = await pull()
    assert.deepEqual(valuesOf(batches), [11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
    assert.deepEqual([last?.completeUpTo, last?.progress, last?.now], [NOON, null, NOW])
    assert.deepEqual(
      rangesOf(fake).map(({ query }) => query),
      ['rate(x[3600s])'],
    )
    assert.deepEqual(valuesOf((await pull()).batches), [])
    fake.now = () => NOW + HOUR
    clock.advance(HOUR)
    fake.samples.push({ labels: {}, at: NOON + HOUR, text: '21' })
    assert.deepEqual(valuesOf((await pull()).batches), [21])
  })

  test('waits for what is late: the last step is asked for once lateness is over, and no further than the latest sample', async t => {
    const { fake, pull } = await following(t, { lateness: '10m' })
    hourly(fake, 12)
    assert.equal((await pull()).last?.completeUpTo, NOON - HOUR)
    const old = await following(t)
    old.fake.latest = NOW - 3 * HOUR
    hourly(old.fake, 12)
    const { last } = await old.pull()
    assert.equal(last?.completeUpTo, NOON - 3 * HOUR)
    assert.deepEqual(messagesOf(last), [
      'the latest sample of the server is 3h old: nothing after it is called complete',
    ])
    // What was there is there no more: nothing has come since.
    old.fake.latest = null
    assert.equal((await old.pull()).last?.completeUpTo, NOON - 3 * HOUR)
    old.fake.latest = NOW - MINUTE
    const caughtUp = await old.pull()
    assert.deepEqual([caughtUp.last?.completeUpTo, messagesOf(caughtUp.last)], [NOON, []])
    assert.deepEqual(valuesOf(caughtUp.batches), [10, 11, 12])
  })

  test('goes on where it was killed, with a query that is new beside it from the present', async t => {
    const one = await following(t, { history: '60h' })
    hourly(one.fake, 60)
    const first = await one.pull(1)
    const rest = await one.pull()
    assert.equal(valuesOf(first.batches).length, 24)
    assert.deepEqual(
      valuesOf([...first.batches, ...rest.batches]),
      Array.from({ length: 60 }, (_, i) => i + 1),
    )
  })

  test('begins a history with a whole hour, and no later than it was asked for', async t => {
    const { fake, pull } = await following(t, { step: '15m', history: '30m', lateness: '2m' })
    fake.now = () => NOW + 20 * MINUTE
    for (const minutes of [0, 15, 30])
      fake.samples.push({ labels: {}, at: NOON - minutes * MINUTE, text: String(minutes) })
    const { batches, last } = await pull()
    assert.deepEqual(valuesOf(batches), [30, 15, 0])
    assert.equal(last?.completeUpTo, NOON + 15 * MINUTE)
  })

  test('asks for less where that is too much, down to a step', async t => {
    const { fake, pull } = await following(t)
    hourly(fake, 20)
    fake.instead = ({ path, start, end }, response) =>
      path.endsWith('query_range') &&
      end - start > 3 * HOUR &&
      refuse(response, 422, 'execution', 'query processing would load too many samples into memory')
    assert.deepEqual(valuesOf((await pull()).batches), [11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
    assert.deepEqual(
      rangesOf(fake)
        .slice(0, 4)
        .map(({ start, end }) => (end - start) / HOUR),
      [10, 10, 6, 3],
    )
    fake.instead = ({ path }, response) =>
      path.endsWith('query_range') && refuse(response, 422, 'execution', 'too many samples')
    fake.now = () => NOW + HOUR
    const { last } = await pull()
    assert.match(
      messagesOf(last)[0] ?? '',
      /^the query rate\(x\[\$step\]\) gets no answer: 422: too many samples$/,
    )
  })

  test('names a query that is wrong with its place in it, is blind for it, and reads the others', async t => {
    const series = [
      { name: 'wrong', query: 'rate(x' },
      { name: 'right', query: 'y' },
    ]
    const { fake, source, pull } = await following(t, { series })
    hourly(fake, 2)
    const parse = 'invalid parameter "query": 1:7: parse error: unclosed left parenthesis'
    fake.instead = ({ query }, response) => query === 'rate(x' && refuse(response, 400, 'bad_data', parse)
    const { batches, last } = await pull()
    assert.deepEqual(valuesOf(batches), [1, 2])
    assert.equal(last?.completeUpTo, NOON)
    const [problem] = last?.problems ?? []
    assert.equal(problem?.message, `the query rate(x gets no answer: 400: ${parse}`)
    assert.deepEqual(problem?.blind, {
      table: 'wrong',
      what: 'query',
      since: NOON - 10 * HOUR,
      lastRow: null,
    })
    const [told] = await source.check(new AbortController().signal)
    assert.deepEqual([told?.where, told?.message], ['series.wrong', problem?.message])
    fake.instead = () => false
    assert.deepEqual(valuesOf((await pull()).batches), [1, 2])
  })

  const away: Record<string, [RegExp, (response: ServerResponse) => unknown]> = {
    'a page to sign in on': [
      /none of a Prometheus: <html>/,
      response => response.end('<html>Sign in</html>'),
    ],
    'a redirection': [
      /302: it sends to http:.*\/login, and credentials/,
      response => response.writeHead(302, { Location: '/login' }).end(),
    ],
    'no credentials': [/401: who are you/, response => response.writeHead(401).end('who are you')],
    'a lie about its length': [
      /: /,
      response => {
        response.writeHead(200, { 'Content-Length': '1000' }).write('{"status":')
        response.destroy()
      },
    ],
    'JSON of something else': [/none of a Prometheus: \[1,2\]/, response => response.end('[1,2]')],
    'a part of what it has': [
      /the answer is not whole/,
      response => response.end('{"status":"success","isPartial":true,"data":{"result":[1,"1"]}}'),
    ],
    'no moment of its own': [/time\(\) is no moment/, response => ok(response, { result: 'x' })],
    'an endless number': [/time\(\) is no moment/, response => ok(response, { result: [1, '1e999'] })],
  }
  for (const [what, [said, answer]] of Object.entries(away)) {
    test(`a server that answers ${what} cannot be read, and is complete no further`, async t => {
      const { fake, source, pull } = await following(t)
      hourly(fake, 5)
      fake.instead = (_, response) => {
        answer(response)
        return true
      }
      await assert.rejects(pull(), error => error instanceof SourceError && said.test(error.message))
      assert.match((await source.check(new AbortController().signal))[0]?.message ?? '', said)
      fake.instead = () => false
      assert.equal(valuesOf((await pull()).batches).length, 5)
    })
  }

  test('a query may be called what every object has', async t => {
    const { fake, pull } = await following(t, { series: [{ name: 'constructor', query: 'x' }] })
    hourly(fake, 2)
    assert.deepEqual(valuesOf((await pull()).batches), [1, 2])
    assert.deepEqual(valuesOf((await pull()).batches), [])
  })

  test('what a server warns of is shown, but for what it notes of a query', async t => {
    const { fake, pull } = await following(t)
    fake.instead = ({ path }, response) => {
      const told = { warnings: ['one\nstore is away'], infos: ['PromQL info: metric might not be a counter'] }
      if (path.endsWith('query_range'))
        response.end(JSON.stringify({ status: 'success', data: { result: [] }, ...told }))
      return path.endsWith('query_range')
    }
    assert.deepEqual(messagesOf((await pull()).last), ['the server warns: one store is away'])
  })

  test('what stands in the place of an answer to a range is no sample', async t => {
    for (const data of [
      null,
      'x',
      { result: 'x' },
      { result: [[]] },
      { result: [{ metric: 1, values: [1] }] },
    ]) {
      const { fake, pull } = await following(t)
      fake.instead = ({ path }, response) => {
        if (path.endsWith('query_range')) ok(response, data)
        return path.endsWith('query_range')
      }
      assert.deepEqual(valuesOf((await pull()).batches), [])
    }
  })

  test('a server that asks to be let alone is, until then', async t => {
    const { fake, clock, pull } = await following(t)
    hourly(fake, 5)
    fake.instead = (_, response) => {
      response.writeHead(429, { 'Retry-After': '300' }).end()
      return true
    }
    await assert.rejects(pull(), /429/)
    const { length } = fake.asked
    await assert.rejects(pull(), /asks to be let alone for another 5m/)
    assert.equal(fake.asked.length, length)
    clock.advance(5 * MINUTE)
    fake.instead = () => false
    assert.equal(valuesOf((await pull()).batches).length, 5)
  })

  test('a stalled answer is given up in a third of the budget, and is the query where the server answers others', async t => {
    const { fake, pull } = await following(t, { budget: '3s', history: '1h' })
    fake.instead = ({ path }) => path.endsWith('query_range')
    const { last } = await pull()
    assert.match(messagesOf(last)[0] ?? '', /gets no answer: no answer within 1 s/)
  })

  test('what was refused is counted once, and stays shown', async t => {
    const { fake, pull } = await following(t)
    fake.samples.push({ labels: {}, at: NOON, text: '+Inf' }, { labels: {}, at: NOON - HOUR, text: '1' })
    const { batches } = await pull()
    const counts = batches.flatMap(({ problems }) => problems.map(({ refused }) => refused))
    assert.deepEqual(counts, [1, 0])
    assert.deepEqual(messagesOf((await pull()).last), ['1 of 2 samples of q were refused: infinite'])
  })
})
