import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { indicators } from '../../src/indicators/registry.ts'
import { RULES_FILE } from '../support/exposition/dashboard.ts'
import { fullExposition } from '../support/exposition/exposition.ts'
import {
  needs,
  serve,
  serveMetrics,
  startAlertmanager,
  startPrometheus,
} from '../support/exposition/prometheus.ts'

interface Notification {
  alerts: Array<{ labels: Record<string, string>; annotations: Record<string, string> }>
}

describe('a real Alertmanager', needs('prometheus', 'prometheus-alertmanager'), () => {
  test('is told of a change by the rules of a real Prometheus, with everything needed to act', async t => {
    const received: Notification['alerts'] = []
    const webhook = await serve(t, async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      received.push(...(JSON.parse(Buffer.concat(chunks).toString()) as Notification).alerts)
      response.end()
    })
    const alertmanager = await startAlertmanager(t, {
      route: { receiver: 'test', group_by: ['...'], group_wait: '100ms' },
      receivers: [{ name: 'test', webhook_configs: [{ url: `http://${webhook}/` }] }],
    })
    const exposition = fullExposition(indicators, Date.UTC(2025, 10, 20, 12))
    await startPrometheus(t, {
      targets: [await serveMetrics(t, exposition)],
      ruleFiles: [fileURLToPath(new URL(`../../${RULES_FILE}`, import.meta.url))],
      alertmanagers: [new URL(alertmanager).host],
    })
    const change = (): Notification['alerts'][number] | undefined =>
      received.find(
        ({ labels }) => labels.alertname === 'SlowburnChangePage' && labels.indicator === 'task_run_time_p50',
      )
    for (let left = 300; left > 0 && change() === undefined; left--) await wait(100)

    const { labels, annotations } = change() ?? { labels: {}, annotations: {} }
    assert.deepEqual([labels.severity, labels.job, labels.task_type], ['page', 'slowburn', 'build'])
    assert.equal(annotations.summary, 'task_run_time_p50 of build got worse: stepped up')
    assert.match(annotations.description ?? '', /began about 2025-11-18 12:00:00 .* moved by 35%/)
    assert.equal(annotations.runbook_url, 'docs/how-to/runbooks/SlowburnChangePage.md')
  })
})
