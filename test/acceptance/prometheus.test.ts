import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { catalogue, indicatorMetric } from '../../src/exposition/catalogue.ts'
import { createExposition } from '../../src/exposition/exposition.ts'
import { labelValue } from '../../src/exposition/labels.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { change, emptySnapshot, fullExposition, HOSTILE, measured } from '../support/exposition/exposition.ts'
import { needs, serveMetrics, startPrometheus } from '../support/exposition/prometheus.ts'

const AT = Date.UTC(2025, 10, 20, 12)

describe('a real Prometheus', { ...needs('prometheus', 'promtool'), concurrency: true }, () => {
  test('scrapes every family and answers PromQL with the values that were published', async t => {
    const exposition = fullExposition(indicators, AT)
    const address = await serveMetrics(t, exposition)
    const prometheus = await startPrometheus(t, { targets: [address] })
    await prometheus.eventually('up{job="slowburn"} == 1')

    for (const { name, type } of catalogue(indicators)) {
      const found = await prometheus.query(type === 'histogram' ? `${name}_count` : name)
      assert.notEqual(found.length, 0, `${name} was not scraped`)
    }
    for (const [i, indicator] of indicators.entries()) {
      const found = await prometheus.query(indicatorMetric(indicator))
      assert.deepEqual(
        found.map(({ value }) => value),
        [i + 2],
        indicator.name,
      )
    }
    const [active] = await prometheus.query('slowburn_change_active{indicator="task_run_time_p50"}')
    assert.deepEqual(active?.metric, {
      __name__: 'slowburn_change_active',
      job: 'slowburn',
      instance: address,
      indicator: 'task_run_time_p50',
      kind: 'level',
      direction: 'up',
      severity: 'page',
      assessment: 'worse',
      task_type: 'build',
    })
    const [quantile] = await prometheus.query(
      'histogram_quantile(0.5, sum by (le) (slowburn_tick_stage_duration_seconds_bucket{stage="detect"}))',
    )
    assert.ok(quantile !== undefined && quantile.value > 0.005 && quantile.value <= 0.025)
    const [target] = await prometheus.targets()
    assert.deepEqual([target?.health, target?.lastError], ['up', ''])
  })

  test('reads hostile label values back as they were meant', async t => {
    const exposition = createExposition({
      version: '1',
      indicators,
      defaultMetrics: false,
    })
    exposition.publish({
      ...emptySnapshot(AT),
      series: HOSTILE.map(task_type => measured('task_run_time_p50', AT, { labels: { task_type } })),
    })
    const address = await serveMetrics(t, exposition)
    const prometheus = await startPrometheus(t, { targets: [address] })
    await prometheus.eventually('up == 1')
    const found = await prometheus.query('slowburn_task_run_time_p50_seconds')
    assert.deepEqual(found.map(({ metric }) => metric.task_type ?? '').sort(), HOSTILE.map(labelValue).sort())
  })

  for (const [format, native] of [
    ['in OpenMetrics', false],
    ['in protobuf', true],
  ] as const) {
    test(`sees a value that became insufficient, and a series that is gone, vanish and not fall to zero, ${format}`, async t => {
      const exposition = createExposition({ version: '1', indicators, defaultMetrics: false })
      const publish = (...values: ReadonlyArray<number | null>): Promise<void> => {
        const series = values.map((value, i) => {
          const lastPoint = { at: AT - 3_600_000, value, lower: null, upper: null, n: 9 }
          return measured('task_run_time_p50', AT, { labels: { task_type: `type ${i}` }, lastPoint })
        })
        return exposition.publish({ ...emptySnapshot(AT), series })
      }
      await publish(120, 130, 140)
      const address = await serveMetrics(t, exposition)
      const prometheus = await startPrometheus(t, { targets: [address], native })
      await prometheus.eventually('count(slowburn_task_run_time_p50_seconds) == 3')
      await publish(null, 130)
      await prometheus.eventually('slowburn_series{state="insufficient"} == 1')
      assert.deepEqual(
        (await prometheus.query('slowburn_task_run_time_p50_seconds')).map(({ value }) => value),
        [130],
      )
      assert.equal((await prometheus.query('slowburn_series_bucket_seconds')).length, 2)
    })
  }

  test('sees a series beyond the bound while it has changed, and how many it does not see', async t => {
    const exposition = createExposition({ version: '1', indicators, defaultMetrics: false, mostSeries: 2 })
    const publish = (changed: number | null): Promise<void> => {
      const series = [0, 1, 2, 3].map(i =>
        measured('task_run_time_p50', AT, {
          labels: { task_type: `type ${i}` },
          ...(i === changed ? { change: change(AT) } : {}),
        }),
      )
      return exposition.publish({ ...emptySnapshot(AT), series })
    }
    await publish(3)
    const prometheus = await startPrometheus(t, { targets: [await serveMetrics(t, exposition)] })
    await prometheus.eventually('slowburn_series_unexposed == 1')
    const seen = async (): Promise<Array<string | undefined>> =>
      (await prometheus.query('slowburn_task_run_time_p50_seconds'))
        .map(({ metric }) => metric.task_type)
        .sort()
    assert.deepEqual(await seen(), ['type 0', 'type 1', 'type 3'])
    assert.equal((await prometheus.query('slowburn_change_active{task_type="type 3"}')).length, 1)
    await publish(null)
    await prometheus.eventually('slowburn_series_unexposed == 2')
    assert.deepEqual(await seen(), ['type 0', 'type 1'])
    assert.deepEqual(await prometheus.query('slowburn_change_active'), [])
    const [all] = await prometheus.query('sum(slowburn_series)')
    assert.equal(all?.value, 4)
  })
})
