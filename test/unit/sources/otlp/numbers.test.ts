import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultOfEvent } from '../../../../src/events/schema.ts'
import { json } from '../../../../src/sources/otlp/json.ts'
import { tellMetrics } from '../../../../src/sources/otlp/numbers.ts'
import { otlpOptions } from '../../../../src/sources/otlp/options.ts'
import { asJson, attributesOf, metricsRequest, nanos, type Plain } from '../../../support/sources/otlp.ts'

const AT = Date.UTC(2026, 4, 1)
const START = AT - 60_000
const NOW = AT + 60_000

/** A source that keeps what it is told to keep. */
function receiver(watched: object[] = [{ metric: 'jobs' }]) {
  const options = otlpOptions.parse({
    name: 'agents',
    type: 'otlp',
    token: '0123456789abcdef',
    metrics: watched,
  })
  const kept = new Map<string, Uint8Array>()
  const tell = (of: Plain, resource = {}) => {
    const sent = json.metrics(asJson(metricsRequest([{ name: 'jobs', ...of }], resource)))
    return tellMetrics(
      sent,
      { source: 'agents', watched: options.metrics, now: NOW },
      { get: key => kept.get(key) ?? null },
    )
  }
  const receive = (of: Plain, resource = {}): unknown[] => {
    const { told, memory } = tell(of, resource)
    for (const change of memory) if ('key' in change && change.value) kept.set(change.key, change.value)
    return told.flatMap(({ events, fault, reason = 'invalid' }): unknown[] => {
      for (const event of events) assert.equal(faultOfEvent(event), null)
      return fault === undefined
        ? events.map(({ data }) => (data as { value: number }).value)
        : [`${reason}: ${fault}`]
    })
  }
  return { tell, receive, kept }
}

const point = (at: number, value: number, more: Plain = {}): Plain => ({
  startTimeUnixNano: nanos(START),
  timeUnixNano: nanos(at),
  asDouble: value,
  ...more,
})
const gauge = (...dataPoints: Plain[]): Plain => ({ gauge: { dataPoints } })
const sum = (aggregationTemporality: number, isMonotonic: boolean, ...dataPoints: Plain[]): Plain => ({
  sum: { dataPoints, aggregationTemporality, isMonotonic },
})
const DELTA = 1
const CUMULATIVE = 2

describe('a metric', () => {
  test('that is a gauge, or an up-down counter that says where it stands, is its value', () => {
    const { receive } = receiver()
    assert.deepEqual(receive(gauge(point(AT, 7), point(AT + 1000, -2.5))), [7, -2.5])
    assert.deepEqual(receive(sum(CUMULATIVE, false, point(AT, 12))), [12])
  })

  test('is told once for each series and moment, whatever it is called', () => {
    const { tell } = receiver([{ metric: 'jobs', name: 'depth' }])
    const queue = (name: string) => ({ attributes: attributesOf({ queue: name }) })
    const eventsOf = (...points: Plain[]) => tell(gauge(...points)).told.flatMap(({ events }) => events)
    const ids = eventsOf(
      point(AT, 7, queue('a')),
      point(AT, 7, queue('b')),
      point(AT + 1, 7, queue('a')),
    ).map(({ id }) => id)
    assert.equal(new Set(ids).size, 3)
    assert.deepEqual(eventsOf(point(AT, 8, queue('a')))[0]?.id, ids[0])
    assert.deepEqual(eventsOf(point(AT, 7))[0]?.data, { name: 'depth', value: 7 })
  })

  test('that is a counter of changes is their rate over the time that they count', () => {
    const { receive } = receiver()
    assert.deepEqual(receive(sum(DELTA, true, point(AT, 120))), [2])
    assert.match(
      String(receive(sum(DELTA, true, point(AT, 120, { startTimeUnixNano: '0' })))),
      /unclear: jobs: a count without the time/,
    )
    assert.match(
      String(receive(sum(DELTA, false, point(AT, 1)))),
      /unclear: jobs: changes of an up-down counter/,
    )
  })

  test('that is a counter of all is its rate since the point before, through restarts', () => {
    const { receive } = receiver()
    const total = (at: number, value: number, start = START) =>
      receive(sum(CUMULATIVE, true, point(at, value, { startTimeUnixNano: nanos(start) })))
    assert.deepEqual(total(AT, 100), [], 'the first says nothing')
    assert.deepEqual(total(AT + 10_000, 150), [5])
    assert.deepEqual(total(AT + 10_000, 150), [], 'sent again')
    assert.deepEqual(total(AT + 5000, 120), [], 'late')
    assert.deepEqual(total(AT + 20_000, 150), [0])
    assert.deepEqual(total(AT + 40_000, 30, AT + 30_000), [3], 'begun anew: from its start')
    assert.deepEqual(total(AT + 50_000, 10, AT + 30_000), [], 'less than before, and nobody knows since when')
    assert.deepEqual(total(AT + 60_000, 20, AT + 30_000), [1])
  })

  test('of the future is refused, and does not stand in the way of what comes then', () => {
    const { receive } = receiver()
    const total = (at: number, value: number) => receive(sum(CUMULATIVE, true, point(at, value)))
    assert.deepEqual(total(AT, 100), [])
    assert.match(
      String(total(NOW + 400_000, 900)),
      /^future: jobs: a point that is more than 5 minutes ahead/,
    )
    assert.deepEqual(total(AT + 10_000, 150), [5])
  })

  test('tells the same again until what it told has been kept', () => {
    const { tell, receive } = receiver()
    receive(sum(CUMULATIVE, true, point(AT, 100)))
    const next = sum(CUMULATIVE, true, point(AT + 10_000, 150))
    assert.deepEqual(tell(next).told, tell(next).told)
    assert.deepEqual(receive(next), [5])
  })

  test('is of one series by its attributes and its resource, in any order', () => {
    const { receive } = receiver()
    const of = (attributes: Parameters<typeof attributesOf>[0]) => ({ attributes: attributesOf(attributes) })
    assert.deepEqual(receive(sum(CUMULATIVE, true, point(AT, 1, of({ a: 1, b: 2 }))), { host: 'x' }), [])
    assert.deepEqual(
      receive(sum(CUMULATIVE, true, point(AT + 1000, 3, of({ a: 1, b: 2 }))), { host: 'y' }),
      [],
    )
    assert.deepEqual(
      receive(sum(CUMULATIVE, true, point(AT + 1000, 3, of({ b: 2, a: 1 }))), { host: 'x' }),
      [2],
    )
  })

  test('keeps no more totals than it has room for, and does without what is damaged', () => {
    const { receive, kept } = receiver()
    const many = Array.from({ length: 1500 }, (_, i) => point(AT, 1, { attributes: attributesOf({ i }) }))
    receive(sum(CUMULATIVE, true, ...many))
    const [bytes] = kept.values()
    assert.equal((JSON.parse(new TextDecoder().decode(bytes)) as unknown[]).length, 1000)
    for (const damaged of ['', '{', '7', '[1,["a",[1,2]],["b",[1,"2",3]]]']) {
      kept.set('total jobs', new TextEncoder().encode(damaged))
      assert.deepEqual(receive(sum(CUMULATIVE, true, point(AT, 1))), [])
    }
  })

  test('is taken where its attributes are those that are asked for', () => {
    const { receive } = receiver([{ metric: 'jobs', where: { queue: 'main' } }, { metric: 'other' }])
    const queue = (name: string) => ({ attributes: attributesOf({ queue: name }) })
    assert.deepEqual(receive(gauge(point(AT, 1, queue('main')), point(AT, 2, queue('low')))), [1])
    assert.deepEqual(receive({ name: 'unnamed', ...gauge(point(AT, 1)) }), [])
  })

  test('is of several series where attributes tell them apart, and of one where none does', () => {
    const { tell } = receiver([{ metric: 'jobs', labels: ['queue', 'host'] }])
    const { told } = tell(gauge(point(AT, 1, { attributes: attributesOf({ queue: 'a"b', i: 1 }) })), {
      host: 'x',
    })
    assert.deepEqual(told[0]?.events[0]?.data, {
      name: 'jobs',
      value: 1,
      labels: '{host="x", queue="a\\"b"}',
    })
    const long = gauge(point(AT, 1, { attributes: attributesOf({ queue: 'x'.repeat(500) }) }))
    assert.match(tell(long).told[0]?.fault ?? '', /labels of more than 500 characters/)
  })

  test('is held to its family', () => {
    const of = (family: string, value: number) =>
      receiver([{ metric: 'jobs', family }]).receive(gauge(point(AT, value)))
    assert.deepEqual([of('count', 2.6), of('positive', 2.6), of('real', -1)], [[3], [2.6], [-1]])
    assert.match(String(of('count', -1)), /invalid: jobs: a negative number, and its family is count/)
    assert.match(String(of('real', 1e300)), /invalid: jobs: a number too large/)
  })

  test('without a number or a time is refused; where nothing was recorded, it is passed over', () => {
    const { receive } = receiver()
    assert.match(String(receive({ histogram: { dataPoints: [] } })), /unclear: jobs: it is a histogram/)
    assert.match(String(receive(sum(0, true, point(AT, 1)))), /unclear: jobs: .*no known temporality/)
    assert.match(
      String(receive(gauge(point(AT, 1, { asDouble: 'NaN' })))),
      /invalid: jobs: a number that is none/,
    )
    assert.match(
      String(receive(gauge(point(AT, 1, { timeUnixNano: '0' })))),
      /invalid: jobs: a point without a time/,
    )
    assert.deepEqual(receive(gauge(point(AT, 1, { flags: 1 }), { timeUnixNano: nanos(AT) })), [])
  })
})
