import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { formatFor } from '../../../../src/exposition/formats/accept.ts'

const FAMILY = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily'

describe('the format of an answer', () => {
  test('is what a Prometheus asks for, with native histograms and without', () => {
    const rest =
      'application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
    assert.equal(formatFor(`${FAMILY};encoding=delimited,${rest}`), 'protobuf')
    assert.equal(formatFor(rest), 'openMetrics')
    // VictoriaMetrics.
    assert.equal(formatFor('text/plain;version=0.0.4;q=1,*/*;q=0.1'), 'text')
    // Prometheus 3, which gives every format a weight and a way of escaping names.
    const three = `${FAMILY};encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`
    assert.equal(formatFor(three), 'protobuf')
  })

  test('is the one with the greatest weight, and the first of those with the same', () => {
    const protobuf = `${FAMILY};encoding=delimited`
    assert.equal(formatFor(`text/plain;q=0.4, ${protobuf};q=0.6`), 'protobuf')
    assert.equal(formatFor(`text/plain;q=0.6, ${protobuf};q=0.4`), 'text')
    assert.equal(formatFor(`text/plain, ${protobuf}`), 'text')
    assert.equal(formatFor(`${protobuf}, text/plain`), 'protobuf')
    assert.equal(formatFor(`${protobuf};q=0, text/plain;q=0.1`), 'text')
    assert.equal(formatFor(`${protobuf};q=0`), 'text')
  })

  test('is OpenMetrics of a version that is known', () => {
    const of = 'application/openmetrics-text'
    for (const accept of [of, `${of};version=1.0.0`, `${of};version=0.0.1; charset=utf-8`])
      assert.equal(formatFor(accept), 'openMetrics', accept)
    assert.equal(formatFor(`${of};version=2.0.0`), 'text')
  })

  test('is protobuf only where it is asked for as it is written here', () => {
    for (const accept of [
      FAMILY,
      `${FAMILY};encoding=text`,
      `${FAMILY};encoding=compact-text`,
      'application/vnd.google.protobuf;proto=some.other.Message;encoding=delimited',
      'application/vnd.google.protobuf;encoding=delimited',
      'application/*',
    ]) {
      assert.equal(formatFor(accept), 'text', accept)
    }
    assert.equal(
      formatFor(
        'Application/VND.Google.Protobuf ; Encoding=delimited ; proto="io.prometheus.client.MetricFamily"',
      ),
      'protobuf',
    )
  })

  test('is text for whoever asks for nothing, for anything, or for nonsense', () => {
    const long = `${'a/b,'.repeat(100_000)}${FAMILY};encoding=delimited`
    for (const accept of [undefined, '', '*/*', 'text/html', 'text/plain;version=9', ';;q=,=', 'q=1', long])
      assert.equal(formatFor(accept), 'text', accept?.slice(0, 40))
    fc.assert(fc.property(fc.string({ maxLength: 200 }), accept => formatFor(accept) === 'text'))
  })
})
