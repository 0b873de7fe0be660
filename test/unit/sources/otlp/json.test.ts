import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { json } from '../../../../src/sources/otlp/json.ts'
import { Malformed } from '../../../../src/sources/otlp/model.ts'
import { asJson, spanMessage, traceRequest } from '../../../support/sources/otlp.ts'

describe('OTLP in JSON', () => {
  test('is read as the example of the specification has it, ids in either case', () => {
    const [span] = json.spans(
      asJson(
        traceRequest(
          [
            spanMessage(
              1000,
              { 'my.key': 'v', n: 7, ok: true, x: 1.5 },
              { traceId: '5B8EFFF798038103D269B633813FC60C' },
            ),
          ],
          { 'service.name': 'my.service' },
        ),
      ),
    )
    assert.equal(span?.traceId, '5b8efff798038103d269b633813fc60c')
    assert.equal(span?.startAt, 1e9)
    assert.deepEqual(
      [...(span?.attributes ?? [])],
      [
        ['my.key', 'v'],
        ['n', 7],
        ['ok', true],
        ['x', 1.5],
      ],
    )
    assert.deepEqual([...(span?.resource ?? [])], [['service.name', 'my.service']])
  })

  test('may have numbers of 64 bits as numbers or texts, null for what is not given, and fields that are not known', () => {
    const [metric] = json.metrics(
      Buffer.from(
        `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","new":{"x":1},"gauge":null,"sum":{"aggregationTemporality":2,
        "dataPoints":[{"timeUnixNano":1e18,"asInt":"-7","attributes":null},{"timeUnixNano":"1","asDouble":"NaN"}]}}]}]}]}`,
      ),
    )
    assert.equal(metric?.adding, 'cumulative')
    assert.deepEqual(
      metric?.points.map(({ at, value }) => [at, value]),
      [
        [1e18, -7],
        [1, Number.NaN],
      ],
    )
  })

  test('is empty where there is nothing in it', () => {
    assert.deepEqual(json.logs(Buffer.from('{}')), [])
    assert.deepEqual(json.spans(Buffer.from('{"resourceSpans":[{"scopeSpans":[{}]}]}')), [])
  })

  test('that is none is refused, and nothing of it is quoted', () => {
    const cases: [string, RegExp][] = [
      ['', /not JSON/],
      ['{"resourceSpans":', /not JSON/],
      ['[]', /no JSON object/],
      ['{"resourceSpans":{}}', /its resourceSpans is no list of objects/],
      ['{"resourceSpans":[1]}', /its resourceSpans is no list of objects/],
      ['{"resourceSpans":[{"resource":7}]}', /its resource is no object/],
      ['{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":7}]}]}]}', /where a text must be/],
      [
        '{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":"SPAN_KIND_SECRET"}]}]}]}',
        /where a number must be/,
      ],
    ]
    for (const [body, message] of cases) {
      assert.throws(
        () => json.spans(Buffer.from(body)),
        (error: unknown) =>
          error instanceof Malformed && message.test(error.message) && !error.message.includes('SECRET'),
        body,
      )
    }
  })

  test('may be nested as deep as it likes where nobody looks', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    assert.deepEqual(json.spans(Buffer.from(`{"resourceSpans":[],"x":${deep}}`)), [])
  })
})
