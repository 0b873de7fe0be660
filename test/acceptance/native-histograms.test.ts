import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { atOnce } from '../../src/core/turns/pause.ts'
import { catalogue, indicatorMetric } from '../../src/exposition/catalogue.ts'
import { createExposition } from '../../src/exposition/exposition.ts'
import type { HistogramSample } from '../../src/exposition/family.ts'
import { writeFamily } from '../../src/exposition/formats/protobuf.ts'
import { Wire } from '../../src/exposition/formats/wire.ts'
import { labelSet, labelValue } from '../../src/exposition/labels.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import { createHistogram } from '../../src/exposition/own/histograms.ts'
import { boundOf } from '../../src/exposition/own/native-buckets.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { emptySnapshot, fullExposition, HOSTILE, measured } from '../support/exposition/exposition.ts'
import { needs, serveMetrics, startPrometheus } from '../support/exposition/prometheus.ts'

const AT = Date.UTC(2025, 10, 20, 12)
const NATIVE = { native: true }

describe('a real Prometheus with native histograms', {
  ...needs('prometheus', 'promtool'),
  concurrency: true,
}, () => {
  test('scrapes every family in protobuf, with the values that were published', async t => {
    const exposition = fullExposition(indicators, AT)
    const prometheus = await startPrometheus(t, { ...NATIVE, targets: [await serveMetrics(t, exposition)] })
    await prometheus.eventually('up{job="slowburn"} == 1')
    for (const { name, type } of catalogue(indicators)) {
      const found = await prometheus.query(type === 'histogram' ? `histogram_count(${name})` : name)
      assert.notEqual(found.length, 0, `${name} was not scraped`)
    }
    for (const [i, indicator] of indicators.entries()) {
      const [found] = await prometheus.query(indicatorMetric(indicator))
      assert.equal(found?.value, i + 2)
    }
    // As the page on Prometheus says.
    assert.deepEqual(await prometheus.query('slowburn_tick_stage_duration_seconds_count'), [])
    const [target] = await prometheus.targets()
    assert.deepEqual([target?.health, target?.lastError], ['up', ''])
  })

  test('reads hostile label values back as they were meant', async t => {
    const exposition = createExposition({ version: '1', indicators, defaultMetrics: false })
    const series = HOSTILE.map(task_type => measured('task_run_time_p50', AT, { labels: { task_type } }))
    await exposition.publish({ ...emptySnapshot(AT), series })
    const prometheus = await startPrometheus(t, { ...NATIVE, targets: [await serveMetrics(t, exposition)] })
    await prometheus.eventually('up == 1')
    const found = await prometheus.query('slowburn_task_run_time_p50_seconds')
    assert.deepEqual(found.map(({ metric }) => metric.task_type ?? '').sort(), HOSTILE.map(labelValue).sort())
  })

  test('has every quantile of what was observed within one per cent', async t => {
    const exposition = createExposition({ version: '1', indicators, defaultMetrics: false })
    const observed = [...DISTRIBUTIONS].map(([stage, quantile]) => {
      const values = Array.from({ length: 20_000 }, (_, i) => quantile((i + 0.5) / 20_000))
      for (const value of values) exposition.instruments.observe(tickStage, { stage }, value)
      return { stage, quantile }
    })
    const prometheus = await startPrometheus(t, { ...NATIVE, targets: [await serveMetrics(t, exposition)] })
    await prometheus.eventually('up == 1')
    for (const { stage, quantile } of observed) {
      for (const rank of [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]) {
        const [found] = await prometheus.query(
          `histogram_quantile(${rank}, slowburn_tick_stage_duration_seconds{stage="${stage}"})`,
        )
        const error = Math.abs((found?.value ?? Number.NaN) / quantile(rank) - 1)
        t.diagnostic(`${stage}, ${rank}: ${(100 * error).toFixed(3)} %`)
        assert.ok(error < 0.01, `${stage}, ${rank}: ${found?.value} is not ${quantile(rank)}`)
      }
    }
  })
})

test('a native histogram takes less than a fifteenth of the bytes of a classic one with the same buckets', t => {
  for (const [name, quantile] of DISTRIBUTIONS) {
    const values = Array.from({ length: 20_000 }, (_, i) => quantile((i + 0.5) / 20_000))
    const native = filled([1], values)
    const { schema = 0, spans = [] } = native.histogram.native ?? {}
    const first = spans[0]?.offset ?? 0
    const buckets = spans.reduce((sum, { offset, length }) => sum + offset + length, 0) - first
    const bounds = Array.from({ length: buckets }, (_, i) => boundOf(first + i, schema))
    const classic = filled(bounds, values)
    const { histogram } = classic
    const { native: _, ...alone } = histogram
    const sizes = [
      classic.text.length,
      bytesOf(alone),
      bytesOf({ ...native.histogram, bounds: [], cumulative: [] }),
    ] as const
    t.diagnostic(
      `${name}, ${bounds.length} buckets: text ${sizes[0]}, protobuf ${sizes[1]}, native ${sizes[2]}`,
    )
    assert.ok(sizes[2] * 15 < sizes[0], name)
  }
})

function filled(
  buckets: readonly number[],
  values: readonly number[],
): { histogram: HistogramSample; text: string } {
  const own = createHistogram({ ...tickStage, buckets })
  for (const value of values) own.observe(labelSet({ stage: 'detect' }), value)
  const family = atOnce(own.family())
  const [histogram] = family.type === 'histogram' ? family.histograms : []
  if (histogram === undefined) throw new Error('nothing was observed')
  return { histogram, text: Buffer.concat(atOnce(own.text())).toString() }
}

function bytesOf(histogram: HistogramSample): number {
  const wire = new Wire()
  writeFamily(wire, {
    name: tickStage.name,
    help: tickStage.help,
    type: 'histogram',
    histograms: [histogram],
  })
  return wire.take().length
}

/** By their quantile functions: seconds at a share of all. */
const DISTRIBUTIONS: ReadonlyMap<string, (rank: number) => number> = new Map([
  ['uniform', rank => 0.2 + rank],
  ['exponential', rank => -0.3 * Math.log(1 - rank)],
  ['Pareto', rank => 0.01 * (1 - rank) ** (-1 / 1.5)],
  ['logistic of the logarithm', rank => 0.05 * (rank / (1 - rank)) ** 0.4],
])
