import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { indicators } from '../../src/indicators/registry.ts'
import { emptySnapshot, fullExposition } from '../support/exposition/exposition.ts'
import {
  needs,
  type Program,
  serve,
  startAlertmanager,
  startPrometheus,
} from '../support/exposition/prometheus.ts'
import { RULES_FILE } from '../support/exposition/rules.ts'
import { scrapedText } from '../support/exposition/scraped.ts'
import { startVictoriaMetrics, startVmalert } from '../support/exposition/victoria-metrics.ts'

interface Alert {
  labels: Record<string, string>
  annotations: Record<string, string>
  /** Of what is posted to an Alertmanager: in the past once the alert is over. */
  endsAt?: string
  /** Whether it was over when it was posted. */
  over?: boolean
}

const RULES = fileURLToPath(new URL(`../../${RULES_FILE}`, import.meta.url))
const NOW = Date.UTC(2025, 10, 20, 12)

/** And as long a target may take to answer: in a quarter of a second one on a busy machine is down now and then, which the rules tell. */
const SCRAPED_EVERY = '2s'

/** Who evaluates the rules on what is scraped of the target, and tells the notifier. Returns where that is kept. */
const RULERS: Readonly<
  Record<
    string,
    { needs: Program[]; start: (t: TestContext, target: string, notifier: string) => Promise<string> }
  >
> = {
  Prometheus: {
    needs: ['prometheus'],
    start: async (t, target, notifier) => {
      const options = {
        targets: [target],
        ruleFiles: [RULES],
        alertmanagers: [notifier],
        scrapeEvery: SCRAPED_EVERY,
      }
      return (await startPrometheus(t, options)).url
    },
  },
  vmalert: {
    needs: ['victoria-metrics', 'vmalert'],
    start: async (t, target, notifier) => {
      const database = await startVictoriaMetrics(t, [target], SCRAPED_EVERY)
      await startVmalert(t, { rules: RULES, database, notifier: `http://${notifier}` })
      return database
    },
  },
}

for (const [name, ruler] of Object.entries(RULERS)) {
  describe(`the rules, evaluated by a real ${name},`, needs(...ruler.needs), () => {
    test('tell of a change with everything needed to act, and of no end of it while slowburn is down', async t => {
      const told: Alert[] = []
      const notifier = await serve(t, takingAlerts(told))
      const exposition = fullExposition(indicators, NOW)
      let up = true
      const target = await serve(t, async (_request, response) => {
        const { contentType, body } = await scrapedText(exposition)
        if (up) response.setHeader('Content-Type', contentType).end(body)
        else response.writeHead(503).end()
      })
      const database = await ruler.start(t, target, notifier)
      const { labels, annotations } = await until(() => told.find(isChange))
      assert.deepEqual(
        [labels.severity, labels.job, labels.task_type, labels.kind],
        ['page', 'slowburn', 'build', undefined],
      )
      assert.equal(
        annotations.summary,
        `task_run_time_p50 (task_type build) on ${target} got worse: stepped up`,
      )
      assert.match(annotations.description ?? '', /began about 2025-11-18 12:00:00 .* moved by 35%/)
      assert.equal(annotations.runbook_url, 'docs/how-to/runbooks/SlowburnChangePage.md')

      // It is told before it is written.
      await until(() => asked(database, 'ALERTS{alertname="SlowburnChangePage", alertstate="firing"}'))
      up = false
      const without = await until(() =>
        told.find(one => isChange(one) && /does not answer/.test(one.annotations.description ?? '')),
      )
      assert.equal(without.annotations.summary, `task_run_time_p50 (task_type build) on ${target} got worse`)
      assert.deepEqual(
        told.filter(one => isChange(one) && one.over),
        [],
      )

      up = true
      await until(() => asked(database, 'slowburn_change_active'))
      // What is published without it says that it stands no more.
      await exposition.publish(emptySnapshot(NOW))
      await until(() => told.find(one => isChange(one) && one.over))
    })
  })
}

describe('a real Alertmanager', needs('prometheus', 'prometheus-alertmanager'), () => {
  test('hands on what the rules of a real Prometheus tell it', async t => {
    const received: Alert[] = []
    const webhook = await serve(t, takingAlerts(received))
    const alertmanager = await startAlertmanager(t, {
      route: { receiver: 'test', group_by: ['...'], group_wait: '100ms' },
      receivers: [{ name: 'test', webhook_configs: [{ url: `http://${webhook}/` }] }],
    })
    const exposition = fullExposition(indicators, NOW)
    const target = await serve(t, async (_request, response) => {
      const { contentType, body } = await scrapedText(exposition)
      response.setHeader('Content-Type', contentType).end(body)
    })
    await RULERS.Prometheus?.start(t, target, new URL(alertmanager).host)
    const { annotations } = await until(() => received.find(isChange))
    assert.equal(
      annotations.summary,
      `task_run_time_p50 (task_type build) on ${target} got worse: stepped up`,
    )
  })
})

/** The posts of a ruler to an Alertmanager, and of an Alertmanager to a webhook. */
function takingAlerts(told: Alert[]): RequestListener {
  return async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const posted = JSON.parse(Buffer.concat(chunks).toString()) as Alert[] | { alerts: Alert[] }
    const alerts = Array.isArray(posted) ? posted : posted.alerts
    told.push(...alerts.map(alert => ({ ...alert, over: Date.parse(alert.endsAt ?? '') <= Date.now() })))
    response.end()
  }
}

function isChange({ labels }: Alert): boolean {
  return labels.alertname === 'SlowburnChangePage' && labels.indicator === 'task_run_time_p50'
}

/** The first sample that the expression finds. */
async function asked(database: string, expression: string): Promise<unknown> {
  const answer = await fetch(`${database}/api/v1/query?query=${encodeURIComponent(expression)}`)
  const { data } = (await answer.json()) as { data: { result: unknown[] } }
  return data.result[0]
}

async function until<T>(found: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let left = 300; left > 0; left--) {
    const it = await found()
    if (it !== undefined) return it
    await wait(100)
  }
  throw new Error('nothing such within 30 s')
}
