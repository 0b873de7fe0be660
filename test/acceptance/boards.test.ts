import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sourcePull } from '../../src/exposition/metrics/sources.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { type Asked, type Board, committedBoards, expressionsOf } from '../support/dashboards/boards.ts'
import {
  type Answer,
  type Ask,
  answersOf,
  asking,
  type Chosen,
  choices,
  filledIn,
  tableRows,
} from '../support/dashboards/live.ts'
import { fullExposition, fullSnapshot } from '../support/exposition/exposition.ts'
import { needs, type Program, serve, startPrometheus } from '../support/exposition/prometheus.ts'
import { startVictoriaMetrics } from '../support/exposition/victoria-metrics.ts'

const NOW = Date.UTC(2025, 10, 20, 12)

/** What scrapes the targets and answers queries. Returns its URL. */
const DATABASES: Readonly<
  Record<string, { needs: Program[]; start: (t: TestContext, targets: string[]) => Promise<string> }>
> = {
  Prometheus: {
    needs: ['prometheus'],
    start: async (t, targets) => (await startPrometheus(t, { targets })).url,
  },
  VictoriaMetrics: { needs: ['victoria-metrics'], start: startVictoriaMetrics },
}

for (const [name, database] of Object.entries(DATABASES)) {
  describe(`on a real ${name} that has scraped two full snapshots`, { ...needs(...database.needs) }, () => {
    test('every variable, panel and mark of every board has an answer, finite, and tables have a row for each thing', async t => {
      const targets = [await scraped(t), await scraped(t)]
      const ask = asking(await database.start(t, targets))
      await until(async () => (await ask('count_over_time(up[1m]) > 3')).length === 2)
      for (const board of committedBoards()) await holds(board, ask)
    })
  })
}

/** Works while it is scraped. One indicator is split by a label of the configuration too. */
async function scraped(t: TestContext): Promise<string> {
  const exposition = fullExposition(indicators, NOW)
  const snapshot = fullSnapshot(indicators, NOW)
  const [like] = snapshot.series.filter(({ indicator }) => indicator === 'task_run_time_p50')
  assert.ok(like)
  const ofTeams = ['red', 'blue'].map(team => ({ ...like, labels: { ...like.labels, team } }))
  await exposition.publish({ ...snapshot, series: [...snapshot.series, ...ofTeams] })
  return serve(t, async (_request, response) => {
    exposition.instruments.observe(tickStage, { stage: 'collect' }, 0.02)
    exposition.instruments.observe(sourcePull, { source: 'tasks' }, 0.3)
    const { contentType, body } = await exposition.metrics()
    response.setHeader('Content-Type', contentType).end(body)
  })
}

/** Each query has an answer for some choice: what is said of a series that warms is not said of others. */
async function holds(board: Board, ask: Ask): Promise<void> {
  const silent = new Set(asked(board).map(({ of, expr }) => `${of}: ${expr}`))
  for (const chosen of await everyChoice(board, ask)) {
    for (const answer of await answersOf(board, ask, chosen)) {
      if (answer.panel.type === 'table') hasRowsOfEach(board, answer)
    }
    for (const { of, expr } of asked(board)) {
      if (silent.has(`${of}: ${expr}`) && isAnswer(await ask(filledIn(expr, chosen))))
        silent.delete(`${of}: ${expr}`)
    }
  }
  assert.deepEqual([...silent], [])
}

/** All but what the variables ask, of which every one has a choice. */
function asked(board: Board): Asked[] {
  return expressionsOf({ ...board, templating: { list: [] } })
}

/** All slowburns; of the variables of the board itself each value, and each that it leaves of the next one. */
async function everyChoice(board: Board, ask: Ask): Promise<Chosen[]> {
  const all = { job: '.+', instance: '.+' }
  const own = board.templating.list
    .map(({ name }) => name)
    .filter(name => !['datasource', 'job', 'instance'].includes(name))
  let chosen: Chosen[] = [all]
  for (const name of own) {
    const next: Chosen[] = []
    for (const one of chosen) {
      const values = (await choices(board, ask, one))[name] ?? []
      assert.notEqual(values.length, 0, `${board.uid}: $${name} of ${JSON.stringify(one)}`)
      next.push(...values.map(value => ({ ...one, [name]: value })))
    }
    chosen = next
  }
  return chosen
}

/** One row for all that has the same values of the labels that every query has, and no row twice. */
function hasRowsOfEach({ uid }: Board, answer: Answer): void {
  const { panel, samples } = answer
  const what = `${uid}: ${panel.title}`
  const named = samples
    .filter(some => some.length > 0)
    .map(some => new Set(some.flatMap(({ metric }) => Object.keys(metric))))
  const shared = [...(named[0] ?? [])].filter(label => named.every(labels => labels.has(label)))
  const things = new Set(
    samples.flat().map(({ metric }) => JSON.stringify(shared.map(label => metric[label] ?? ''))),
  )
  const rows = tableRows(answer)
  assert.equal(rows.length, things.size, `${what}: a row for each thing`)
  const read = rows.map(row =>
    JSON.stringify(Object.entries(row).filter(([, value]) => typeof value === 'string')),
  )
  assert.equal(new Set(read).size, rows.length, `${what}: two rows of one thing`)
}

function isAnswer(samples: ReadonlyArray<{ value: number }>): boolean {
  return samples.some(({ value }) => Number.isFinite(value))
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 200; left > 0; left--) {
    if (await isSo()) return
    await wait(100)
  }
  assert.fail('it did not come about within 20 s')
}
