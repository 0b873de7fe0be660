// The boards on the example platform, as whoever tries slowburn sees them.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { committedBoards } from '../support/dashboards/boards.ts'
import { silentQueries } from '../support/dashboards/everything.ts'
import { asking } from '../support/dashboards/live.ts'
import { quietBecause } from '../support/dashboards/quiet.ts'
import { needs, serve, startPrometheus } from '../support/exposition/prometheus.ts'
import { promptRules } from '../support/exposition/rules.ts'
import { startVictoriaMetrics, startVmalert } from '../support/exposition/victoria-metrics.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'

describe('on the example platform', { ...needs('prometheus', 'victoria-metrics'), timeout: 480_000 }, () => {
  let target = ''
  const cleanup: Array<() => unknown> = []

  before(async () => {
    const folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    const running = startCommand(['demo', '--port', '0'], {
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
      const objectives = 'count(slowburn:objective_budget:ratio) > 0'
      for (let left = 600; (await ask(`${ticks} and on () ${objectives}`)).length === 0; left--) {
        assert.ok(left > 0, 'no tick was scraped in which a task of an objective has ended')
        await wait(200)
      }
      const silent: string[] = []
      for (const board of committedBoards()) silent.push(...(await silentQueries(board, ask)))
      const changed = await ask('count by (indicator) (slowburn_change_active)')
      // At night an hour may end too few tasks for a share of them: it has no value then, and slowburn says so.
      // Nor need anything have been noticed within a week of the moment at which it is tried.
      const isNew = (await ask('slowburn_change_raised_timestamp_seconds > time() - 604800')).length > 0
      const without = (await ask('slowburn_series{state="fresh"} == 0')).map(({ metric }) => metric.indicator)
      assert.deepEqual(
        silent.filter(one => {
          const [, indicator] = /slowburn_\w+\{[^}]*indicator="(\w+)"/.exec(one) ?? []
          const isMark = one.includes('Began to change')
          const hasChanged = changed.some(({ metric: labels }) => labels.indicator === indicator)
          const isOld = !isNew && one.startsWith('slowburn-overview: Which changes are new this week?')
          const isKnown = !isOld && !without.some(name => one.includes(`slowburn_${name}_`))
          return isKnown && quietBecause(one) === null && !(isMark && !hasChanged)
        }),
        [],
      )
    }
  })
})
