import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import { labelSet } from '../../../src/exposition/labels.ts'
import { fullExposition, fullSnapshot, indicator } from '../../support/exposition/exposition.ts'
import { readFamilies } from '../../support/exposition/metric-families.ts'
import { PROTOBUF, scraped, scrapedText } from '../../support/exposition/scraped.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const INDICATORS = [indicator('task_run_time_p50'), indicator('task_failure_rate', { unit: 'ratio' })]

test('the exposition says the same in protobuf as in text, after each publication', async () => {
  const own = fullExposition(INDICATORS, AT, false)
  for (const at of [AT, AT + HOUR]) {
    await own.publish(fullSnapshot(INDICATORS, at))
    const { contentType, body } = await scraped(own, PROTOBUF)
    assert.match(
      contentType,
      /^application\/vnd\.google\.protobuf; proto=io\.prometheus\.client\.MetricFamily; encoding=delimited$/,
    )
    const read = readFamilies(body).flatMap(({ name, metric }) =>
      metric.map(({ label, gauge, counter, histogram }) => {
        const { text } = labelSet(Object.fromEntries(label.map(one => [one.name, one.value])))
        if (histogram !== undefined) return `${name}_count${text} ${histogram.sampleCount}`
        return `${name}${text} ${gauge?.value ?? counter?.value}`
      }),
    )
    const written = (await scrapedText(own)).body
      .split('\n')
      .filter(line => !/^(#|$)|_duration_seconds_(bucket|sum)/.test(line))
    assert.deepEqual(read.sort(), written.sort())
  }
})

test('the exposition says the same in OpenMetrics as in text, after each publication', async () => {
  const own = fullExposition(INDICATORS, AT, false)
  const samplesIn = (text: string): string[] =>
    text
      .split('\n')
      // It says since when, too.
      .filter(line => !/^(#|$)|^\w+_created[ {]/.test(line))
      .map(line => line.replace(/le="(\d+)\.0"/, 'le="$1"'))
      .sort()
  for (const at of [AT, AT + HOUR]) {
    await own.publish(fullSnapshot(INDICATORS, at))
    const { body } = await scraped(own, 'application/openmetrics-text;version=1.0.0')
    assert.deepEqual(samplesIn(body.toString()), samplesIn((await scrapedText(own)).body))
    assert.doesNotMatch(body.toString(), /\n\n/)
  }
})
