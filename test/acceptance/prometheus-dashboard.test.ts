import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { indicators } from '../../src/indicators/registry.ts'
import { committedDashboard, expressionsOf } from '../support/exposition/dashboard.ts'
import { fullExposition } from '../support/exposition/exposition.ts'
import { needs, serveMetrics, startPrometheus } from '../support/exposition/prometheus.ts'

describe('every query of the dashboard', { ...needs('prometheus'), concurrency: true }, () => {
  test('returns data on a real Prometheus that has scraped a full snapshot', async t => {
    const exposition = fullExposition(indicators, Date.UTC(2025, 10, 20, 12))
    const address = await serveMetrics(t, exposition)
    const prometheus = await startPrometheus(t, { targets: [address] })
    await prometheus.eventually('count_over_time(up[1m]) > 3')
    for (const { of, expr } of expressionsOf(committedDashboard())) {
      const result = await prometheus.query(filledIn(expr, address))
      assert.notEqual(result.length, 0, `${of}: ${expr}`)
    }
  })

  test('that is to be joined gives every row the labels of its change', async t => {
    const exposition = fullExposition(indicators, Date.UTC(2025, 10, 20, 12))
    const address = await serveMetrics(t, exposition)
    const prometheus = await startPrometheus(t, { targets: [address] })
    await prometheus.eventually('up == 1')
    const table = committedDashboard().panels.find(({ title }) => title === 'Standing changes')
    for (const { expr } of table?.targets ?? []) {
      const result = await prometheus.query(filledIn(expr, address))
      assert.equal(result.length, indicators.length)
      for (const { metric } of result) assert.equal(metric.assessment, 'worse')
    }
  })
})

/** The expression with the variables as a reader who chose nothing would have them. */
function filledIn(expression: string, instance: string): string {
  return expression
    .replaceAll('$instance', instance)
    .replaceAll('$task_type', '.*')
    .replaceAll('$claim_type', '.*')
    .replaceAll('$__rate_interval', '1m')
}
