import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createExposition } from '../../src/exposition/exposition.ts'
import { sourceEvents, sourcePull } from '../../src/exposition/metrics/sources.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import type { Telemetry } from '../../src/exposition/otlp/options.ts'
import { startTelemetry } from '../../src/exposition/otlp/telemetry.ts'
import { needs, serve, serveMetrics, startPrometheus } from '../support/exposition/prometheus.ts'

interface Found {
  seriesLabels: Record<string, string>
  exemplars: Array<{ labels: Record<string, string>; value: string; timestamp: number }>
}

describe('a real Prometheus with exemplars', needs('prometheus', 'promtool'), () => {
  for (const [format, native] of [
    ['OpenMetrics', false],
    ['protobuf', true],
  ] as const) {
    test(`finds the trace of what was observed and counted in one, scraped in ${format}`, async t => {
      const telemetry = await tracing(t)
      const exposition = createExposition({
        version: '1',
        indicators: [],
        defaultMetrics: false,
        traced: telemetry.traced,
      })
      const { observe, count } = exposition.instruments
      observe(sourcePull, { source: 'nobody traces' }, 0.3)
      const began = Date.now()
      const within = await telemetry.span('slowburn.detect', {}, () => {
        observe(tickStage, { stage: 'detect' }, 0.3)
        count(sourceEvents, { source: 'tasks', type: 'task.finished' }, 7)
        return telemetry.traced()
      })
      // The slowest bucket has no bound, and an exemplar of its own.
      await telemetry.span('slowburn.close', {}, () => observe(tickStage, { stage: 'close' }, 400))
      const ended = Date.now()
      const flags = ['--enable-feature=exemplar-storage']
      const targets = [await serveMetrics(t, exposition)]
      const prometheus = await startPrometheus(t, { targets, flags, native })
      await prometheus.eventually('up == 1')
      const query = '{__name__=~"slowburn_.*"}'
      const asked = new URLSearchParams({
        query,
        start: String(began / 1000 - 60),
        end: String(ended / 1000 + 60),
      })
      const response = await fetch(`${prometheus.url}/api/v1/query_exemplars?${asked}`)
      const { data } = (await response.json()) as { data: Found[] }
      const known = data.flatMap(({ seriesLabels, exemplars }) =>
        exemplars.map(({ labels, value, timestamp }) => {
          assert.ok(1000 * timestamp >= began - 1 && 1000 * timestamp <= ended + 1)
          const { __name__: name, stage, type } = seriesLabels
          return { name: name?.replace(/_bucket$/, ''), of: stage ?? type, value: Number(value), ...labels }
        }),
      )
      known.sort((a, b) => a.value - b.value)
      assert.ok(within !== null)
      const trace = { trace_id: within.traceId, span_id: within.spanId }
      assert.deepEqual(known.slice(0, 2), [
        { name: tickStage.name, of: 'detect', value: 0.3, ...trace },
        { name: sourceEvents.name, of: 'task.finished', value: 7, ...trace },
      ])
      assert.deepEqual(
        known.slice(2).map(({ name, of, value }) => ({ name, of, value })),
        [{ name: tickStage.name, of: 'close', value: 400 }],
      )
      const [target] = await prometheus.targets()
      assert.deepEqual([target?.health, target?.lastError], ['up', ''])
      if (format === 'protobuf') return
      const [created] = await prometheus.query('slowburn_source_events_created')
      assert.ok(created !== undefined && 1000 * created.value >= began - 1 && 1000 * created.value <= ended)
    })
  }
})

/** As the service traces, with somebody who takes it. */
async function tracing(t: TestContext): Promise<Telemetry> {
  const address = await serve(t, (request, response) => {
    request.resume().on('end', () => response.end('{}'))
  })
  const telemetry = await startTelemetry({
    endpoint: `http://${address}`,
    serviceVersion: '1',
    instance: 'one',
    exposition: { collect: async () => [] },
  })
  t.after(() => telemetry.shutdown())
  return telemetry
}
