import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { json } from '../../../../src/sources/otlp/json.ts'
import { Malformed } from '../../../../src/sources/otlp/model.ts'
import { addingOf, protobuf } from '../../../../src/sources/otlp/protobuf.ts'
import { asJson, encoded, type MessageType, type Plain } from '../../../support/sources/otlp.ts'

const text = fc.string({ unit: 'binary', maxLength: 12 }).map(one => one.toWellFormed())
const long = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String)
const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)
const double = fc.double({ noDefaultInfinity: true, noNaN: true }).map(one => (Object.is(one, -0) ? 0 : one))
const hex = fc.uint8Array({ maxLength: 20 }).map(bytes => Buffer.from(bytes).toString('hex'))
const optional = fc.record<Record<string, unknown>>

const value = fc.oneof(
  fc.record({ stringValue: text }),
  fc.record({ boolValue: fc.boolean() }),
  fc.record({ intValue: signed }),
  fc.record({ doubleValue: double }),
  fc.record({ arrayValue: fc.constant({ values: [{ stringValue: 'a' }] }) }),
  fc.record({ kvlistValue: fc.constant({ values: [{ key: 'a', value: { intValue: '1' } }] }) }),
)
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 4 })
const resource = optional({ attributes, droppedAttributesCount: fc.nat() }, { requiredKeys: [] })
const scope = optional({ name: text, version: text, attributes }, { requiredKeys: [] })

const span = optional(
  {
    traceId: hex,
    spanId: hex,
    traceState: text,
    parentSpanId: hex,
    name: text,
    attributes,
    kind: fc.nat({ max: 5 }),
    startTimeUnixNano: long,
    endTimeUnixNano: long,
    flags: fc.nat(),
    events: fc.array(optional({ timeUnixNano: long, name: text, attributes }, { requiredKeys: [] }), {
      maxLength: 3,
    }),
    links: fc.array(optional({ traceId: hex, spanId: hex, attributes }, { requiredKeys: [] }), {
      maxLength: 2,
    }),
    status: optional({ message: text, code: fc.nat({ max: 2 }) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const log = optional(
  {
    timeUnixNano: long,
    observedTimeUnixNano: long,
    severityNumber: fc.nat({ max: 24 }),
    severityText: text,
    body: value,
    attributes,
    flags: fc.nat(),
    traceId: hex,
    spanId: hex,
    eventName: text,
  },
  { requiredKeys: [] },
)
const number = fc.oneof(fc.record({ asDouble: double }), fc.record({ asInt: signed }), fc.constant({}))
const point = fc
  .tuple(
    optional(
      { startTimeUnixNano: long, timeUnixNano: long, attributes, flags: fc.nat({ max: 3 }) },
      { requiredKeys: [] },
    ),
    number,
  )
  .map(([rest, of]) => ({ ...rest, ...of }))
const points = fc.array(point, { maxLength: 3 })
const metric = fc
  .tuple(
    fc.record({ name: text, description: text, unit: text }),
    fc.oneof(
      fc.record({ gauge: fc.record({ dataPoints: points }) }),
      fc.record({
        sum: fc.record({
          dataPoints: points,
          aggregationTemporality: fc.nat({ max: 2 }),
          isMonotonic: fc.boolean(),
        }),
      }),
      fc.record({
        histogram: fc.constant({ dataPoints: [{ count: '3', sum: 1.5 }], aggregationTemporality: 2 }),
      }),
    ),
  )
  .map(([rest, of]) => ({ ...rest, ...of }))

const requestOf = (
  outer: string,
  inner: string,
  innermost: string,
  item: fc.Arbitrary<Plain>,
): fc.Arbitrary<Plain> =>
  fc
    .array(
      fc
        .tuple(resource, fc.array(fc.tuple(scope, fc.array(item, { maxLength: 3 })), { maxLength: 2 }))
        .map(([of, scopes]) => ({
          resource: of,
          [inner]: scopes.map(([by, items]) => ({ scope: by, [innermost]: items })),
        })),
      { maxLength: 3 },
    )
    .map(list => ({ [outer]: list }))

const SIGNALS = [
  ['TraceRequest', 'spans', requestOf('resourceSpans', 'scopeSpans', 'spans', span)],
  ['LogsRequest', 'logs', requestOf('resourceLogs', 'scopeLogs', 'logRecords', log)],
  ['MetricsRequest', 'metrics', requestOf('resourceMetrics', 'scopeMetrics', 'metrics', metric)],
] as const satisfies readonly (readonly [MessageType, string, fc.Arbitrary<Plain>])[]

describe('OTLP in Protocol Buffers', () => {
  for (const [type, signal, request] of SIGNALS) {
    test(`says of ${signal} what the same says in JSON, as protobufjs writes it`, () => {
      fc.assert(
        fc.property(request, plain => {
          assert.deepEqual(protobuf[signal](encoded(type, plain)), json[signal](asJson(plain)))
        }),
        { numRuns: 60 },
      )
    })

    test(`is read or refused, whatever bytes of ${signal} are changed, cut or put in`, () => {
      const damage = fc.record({
        at: fc.nat(),
        cut: fc.nat({ max: 3 }),
        put: fc.uint8Array({ maxLength: 4 }),
      })
      fc.assert(
        fc.property(request, fc.array(damage, { minLength: 1, maxLength: 3 }), (plain, damages) => {
          let bytes = encoded(type, plain)
          for (const { at, cut, put } of damages) {
            const from = at % (bytes.length + 1)
            bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)])
          }
          try {
            protobuf[signal](bytes)
          } catch (error) {
            assert.ok(error instanceof Malformed, String(error))
          }
        }),
        { numRuns: 200 },
      )
    })
  }

  test('may have its resource behind what is of it', () => {
    const [first] = protobuf.spans(
      Buffer.concat([
        // scope_spans with one empty span, then a resource with one attribute, in one ResourceSpans.
        Buffer.from([10, 19, 18, 2, 18, 0, 10, 13, 10, 11, 10, 1, 97, 18, 6, 10, 4]),
        Buffer.from('test'),
      ]),
    )
    assert.deepEqual([...(first?.resource ?? [])], [['a', 'test']])
  })

  test('adds up as it says', () => {
    assert.deepEqual([0, 1, 2, 3].map(addingOf), [null, 'delta', 'cumulative', null])
  })
})
