import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { HOUR } from '../../src/core/duration.ts'
import { objectiveBadEvents, objectiveEvents } from '../../src/exposition/metrics/objectives.ts'
import { sourcePull } from '../../src/exposition/metrics/sources.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { committedBoards, panelsOf } from '../support/dashboards/boards.ts'
import { silentQueries } from '../support/dashboards/everything.ts'
import { asking, filledIn } from '../support/dashboards/live.ts'
import { fullExposition, fullSnapshot } from '../support/exposition/exposition.ts'
import {
  needs,
  type Program,
  serve,
  serveMetrics,
  startPrometheus,
} from '../support/exposition/prometheus.ts'
import { promptRules } from '../support/exposition/rules.ts'
import { scrapedText } from '../support/exposition/scraped.ts'
import { startVictoriaMetrics, startVmalert } from '../support/exposition/victoria-metrics.ts'
import { temporaryFolder } from '../support/folder.ts'

/** The databases go by the clock of the machine: what is new this week is new to them. */
const NOW = Math.floor(Date.now() / HOUR) * HOUR

/** What scrapes the targets, evaluates the rules and answers queries. Returns its URL. */
const DATABASES: Readonly<
  Record<string, { needs: Program[]; start: (t: TestContext, targets: string[]) => Promise<string> }>
> = {
  Prometheus: {
    needs: ['prometheus'],
    start: async (t, targets) => {
      const ruleFiles = [promptRules(temporaryFolder(t))]
      return (await startPrometheus(t, { targets, ruleFiles })).url
    },
  },
  VictoriaMetrics: {
    needs: ['victoria-metrics', 'vmalert'],
    start: async (t, targets) => {
      const database = await startVictoriaMetrics(t, targets)
      const notifier = `http://${await serve(t, (_request, response) => void response.end())}`
      await startVmalert(t, { rules: promptRules(temporaryFolder(t)), database, notifier })
      return database
    },
  },
}

for (const [name, database] of Object.entries(DATABASES)) {
  describe(`on a real ${name} that has scraped two full snapshots`, { ...needs(...database.needs) }, () => {
    test('every variable, panel and mark of every board has an answer, finite, and tables have a row for each thing', async t => {
      const targets = [await scraped(t), await scraped(t)]
      const ask = asking(await database.start(t, targets))
      await until(async () => (await ask('count_over_time(up[1m]) > 3')).length === 2)
      await until(async () => (await ask('slowburn:objective_budget:ratio')).length === 2)
      for (const board of committedBoards()) assert.deepEqual(await silentQueries(board, ask), [])
    })

    test('a change whose onset is estimated anew while it is looked at is one mark, of the newest estimate', async t => {
      const exposition = fullExposition(indicators, NOW)
      const url = await database.start(t, [await serveMetrics(t, exposition)])
      const ask = asking(url)
      const onset = 'slowburn_change_onset_timestamp_seconds{indicator="task_run_time_p50"}'
      await until(async () => (await ask(onset)).length === 1)
      const begun = Date.now() / 1000 - 1
      // All of it, the onset too, was an hour earlier; and the pages have another address from now on.
      const moved = { ...fullSnapshot(indicators, NOW - HOUR), pages: 'http://moved.example' }
      await exposition.publish(moved)
      await until(async () => (await ask(`${onset} < ${(NOW - 48 * HOUR) / 1000}`)).length === 1)
      const work = committedBoards().find(({ uid }) => uid === 'slowburn-work')
      const mark = work?.annotations.list.find(({ name: of }) => of.endsWith(': task_run_time_p50'))
      const query = filledIn(mark?.expr ?? '', { job: '.+', instance: '.+' })
      const range = { start: String(begun), end: String(Date.now() / 1000), step: '0.25' }
      const response = await fetch(`${url}/api/v1/query_range`, {
        method: 'POST',
        body: new URLSearchParams({ query, ...range }),
      })
      const { data } = (await response.json()) as {
        data: { result: Array<{ values: Array<[number, string]> }> }
      }
      const moments = data.result.map(({ values }) => [...new Set(values.map(([, value]) => Number(value)))])
      assert.deepEqual(moments, [[NOW - HOUR - 48 * HOUR]])
      const graph = work && panelsOf(work).find(({ title }) => title === 'How long does a task run?')
      const drawn = filledIn(graph?.targets?.[0]?.expr ?? '', { job: '.+', instance: '.+' })
      await until(async () => {
        const pages = (await ask(drawn)).map(({ metric: { page = '' } }) => page)
        return pages.length === 1 && pages.every(page => page.startsWith('http://moved.example/series/'))
      })
    })
  })
}

describe('on a Prometheus of two clusters', needs('prometheus'), () => {
  test('slowburns that only a label of their targets tells apart are two in every panel', async t => {
    const labelled = await Promise.all(
      ['east', 'west'].map(async cluster => ({
        targets: [await scraped(t)],
        labels: { cluster, instance: 'slowburn:9464' },
      })),
    )
    const ruleFiles = [promptRules(temporaryFolder(t))]
    const ask = asking((await startPrometheus(t, { targets: [], labelled, ruleFiles })).url)
    await until(async () => (await ask('count_over_time(up[1m]) > 3')).length === 2)
    await until(async () => (await ask('slowburn:objective_budget:ratio')).length === 2)
    const chosen = { job: '.+', instance: '.+' }
    const drawn = committedBoards()
      .filter(({ templating: { list } }) => list.every(({ name }) => name in chosen || name === 'datasource'))
      .flatMap(board => panelsOf(board))
    const clustersOf = async (expr: string): Promise<unknown[]> => [
      ...new Set((await ask(filledIn(expr, chosen))).map(({ metric }) => metric.cluster)),
    ]
    const partly: string[] = []
    for (const { title = '', targets = [] } of drawn) {
      for (const { expr = '' } of targets) {
        const clusters = await clustersOf(expr)
        // What is summed over all of them has no cluster.
        if (clusters.length === 1 && clusters[0] !== undefined) partly.push(`${title}: ${expr}`)
      }
    }
    assert.deepEqual(partly, [])
    for (const title of [
      'How long does a task run?',
      'Whose is it, and who is not notified?',
      'What does each slowburn watch, and which version runs?',
    ]) {
      const [panel] = drawn.filter(one => one.title === title)
      assert.deepEqual(
        (await clustersOf(panel?.targets?.[0]?.expr ?? '')).toSorted(),
        ['east', 'west'],
        title,
      )
    }
  })
})

/** Works while it is scraped. One indicator is split by a label of the configuration too. */
async function scraped(t: TestContext): Promise<string> {
  const exposition = fullExposition(indicators, NOW)
  const snapshot = fullSnapshot(indicators, NOW)
  const [like] = snapshot.series.filter(({ indicator }) => indicator === 'task_run_time_p50')
  assert.ok(like)
  const ofTeams = ['red', 'blue'].map(team => ({ ...like, labels: { ...like.labels, team } }))
  await exposition.publish({ ...snapshot, series: [...snapshot.series, ...ofTeams] })
  return serve(t, async (_request, response) => {
    exposition.instruments.count(objectiveEvents, { objective: 'builds succeed' }, 10)
    exposition.instruments.count(objectiveBadEvents, { objective: 'builds succeed' })
    exposition.instruments.observe(tickStage, { stage: 'collect' }, 0.02)
    exposition.instruments.observe(sourcePull, { source: 'tasks' }, 0.3)
    const { contentType, body } = await scrapedText(exposition)
    response.setHeader('Content-Type', contentType).end(body)
  })
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 900; left > 0; left--) {
    if (await isSo()) return
    await wait(100)
  }
  assert.fail('it did not come about within 90 s')
}
