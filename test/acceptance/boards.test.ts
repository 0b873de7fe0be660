import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sourcePull } from '../../src/exposition/metrics/sources.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { committedBoards } from '../support/dashboards/boards.ts'
import { silentQueries } from '../support/dashboards/everything.ts'
import { asking } from '../support/dashboards/live.ts'
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
      for (const board of committedBoards()) assert.deepEqual(await silentQueries(board, ask), [])
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

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 200; left > 0; left--) {
    if (await isSo()) return
    await wait(100)
  }
  assert.fail('it did not come about within 20 s')
}
