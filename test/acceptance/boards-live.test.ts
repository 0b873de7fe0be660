// The boards on the example platform, as whoever tries slowburn sees them.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { committedBoards } from '../support/dashboards/boards.ts'
import { silentQueries } from '../support/dashboards/everything.ts'
import { asking } from '../support/dashboards/live.ts'
import { needs, serve, startPrometheus } from '../support/exposition/prometheus.ts'
import { promptRules } from '../support/exposition/rules.ts'
import { startVictoriaMetrics, startVmalert } from '../support/exposition/victoria-metrics.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'

/** What is well on the example platform, so that these say nothing. On a full snapshot each of them does. */
const QUIET: ReadonlySet<string> = new Set([
  // No series has a limit that it comes near, warms, or is without a present value.
  'slowburn_change_breach_timestamp_seconds',
  'slowburn_series_warming_points',
  'slowburn_series_warming_points_needed',
  'slowburn_series',
  // Its database is read whole, by polling.
  'slowburn_source_problems',
  'slowburn_source_unaccounted_rows',
  'slowburn_source_replaced_rows',
  'slowburn_source_unseen_rows',
  'slowburn_source_underway_rows',
  'slowburn_source_blind_since_timestamp_seconds',
  'slowburn_source_slot_retained_bytes',
  'slowburn_source_slot_limit_bytes',
  'slowburn_source_refused_events_total',
  'slowburn_source_refused_rows_total',
  'slowburn_source_refused_ratio',
  'slowburn_source_unkept_requests_total',
  'slowburn_label_other_values',
  'slowburn_label_other_ratio',
  // Nothing of slowburn fails.
  'slowburn_part_faults',
  'slowburn_interrupted_parts',
  'slowburn_detector_disabled',
  'slowburn_series_broken_detectors',
  'slowburn_store_rows_set_aside',
  'slowburn_indicator_faults_total',
  'slowburn_metric_faults_total',
  'slowburn_page_faults_total',
  'slowburn_stray_faults_total',
  // Nobody has silenced or snoozed anything.
  'slowburn_alert_contact_until_timestamp_seconds',
  // No Alertmanager sends to it.
  'slowburn_received_reports_total',
])

describe('on the example platform', { ...needs('prometheus', 'victoria-metrics'), timeout: 480_000 }, () => {
  let target = ''
  const cleanup: Array<() => unknown> = []

  before(async () => {
    const folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    const running = startCommand(['demo', '--port', '0', '--speed', '240'], {
      cwd: folder,
      env: { TMPDIR: folder },
    })
    cleanup.push(() => running.child.kill('SIGKILL'))
    const [, page = ''] = await running.says(/page\s+(http\S+)/, 300)
    target = new URL(page).host
  })
  after(async () => {
    for (const step of cleanup.reverse()) await step()
  })

  test('every variable, panel and mark has an answer of a real Prometheus and a real VictoriaMetrics, but for what is well', async t => {
    const rules = promptRules(temporaryFolder(t))
    const urls = [
      (await startPrometheus(t, { targets: [target], ruleFiles: [rules] })).url,
      await startVictoriaMetrics(t, [target]),
    ]
    const [, database = ''] = urls
    const notifier = `http://${await serve(t, (_request, response) => void response.end())}`
    await startVmalert(t, { rules, database, notifier })
    for (const url of urls) {
      const ask = asking(url)
      const ticks = 'rate(slowburn_tick_stage_duration_seconds_count{stage="publish"}[1m]) > 0'
      const objectives = 'count(slowburn:objective_budget:ratio) == 2'
      for (let left = 600; (await ask(`${ticks} and on () ${objectives}`)).length === 0; left--) {
        assert.ok(left > 0, 'no tick was scraped in which a task of each objective has ended')
        await wait(200)
      }
      const silent: string[] = []
      for (const board of committedBoards()) silent.push(...(await silentQueries(board, ask)))
      const changed = await ask('count by (indicator) (slowburn_change_active)')
      assert.deepEqual(
        silent.filter(one => {
          const { metric, indicator } =
            /(?<metric>slowburn_\w+)\{[^}]*?(?:indicator="(?<indicator>\w+)")?[^}]*\}/.exec(one)?.groups ?? {}
          const isMark = one.includes('Began to change')
          const hasChanged = changed.some(({ metric: labels }) => labels.indicator === indicator)
          return !(QUIET.has(metric ?? '') || (isMark && !hasChanged))
        }),
        [],
      )
    }
  })
})
