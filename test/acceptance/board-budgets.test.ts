// The boards before a hundred slowburns: what each query costs a real Prometheus, and how much each panel draws.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../src/core/duration.ts'
import { type Board, committedBoards, panelsOf, type Target } from '../support/dashboards/boards.ts'
import { writeFleet } from '../support/dashboards/fleet.ts'
import { filledIn } from '../support/dashboards/live.ts'
import { needs, startServer } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'

const FLEET = { instances: 100, seriesOfEach: 5, hours: 4, scrapeInterval: 4 * MINUTE }
/** Steps of a graph. */
const STEPS = 360
const MOST_SERIES = 1000
/** Milliseconds of the best of some tries: a machine that does other things too is no fault of a query. */
const LONGEST = 200
const TRIES = 6

/** What a link to the board of one series, or of one incident, has chosen. */
const CHOSEN: Readonly<Record<string, string>> = {
  job: '.+',
  instance: '.+',
  incident: '0-4f1d',
  indicator: 'task_run_time_p50',
  series: 'kind 0',
}

function chosenOn({ uid }: Board): Readonly<Record<string, string>> {
  return uid === 'slowburn-explorer' ? { ...CHOSEN, instance: 'slowburn-7:9464' } : CHOSEN
}

describe('on a real Prometheus with hours of a hundred slowburns', needs('prometheus', 'promtool'), () => {
  test(`no query takes ${LONGEST} ms, and no panel has ${MOST_SERIES} series`, async t => {
    const [folder, blocks] = [temporaryFolder(t), temporaryFolder(t)]
    const until = Math.floor(Date.now() / (2 * HOUR)) * 2 * HOUR
    const series = await writeFleet({ ...FLEET, until }, folder, blocks)
    assert.ok(series > 90_000, `${series}`)
    const { url } = await startServer(t, 'prometheus', address => [
      `--config.file=${join(import.meta.dirname, '../../alerts/examples/prometheus.yml')}`,
      `--storage.tsdb.path=${blocks}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=${address}`,
      '--log.level=error',
    ])
    const end = until - FLEET.scrapeInterval
    const costs: Cost[] = []
    for (const board of committedBoards()) costs.push(...(await costsOf(board, url, end)))
    const [slowest, most] = [
      Math.max(...costs.map(one => one.milliseconds)),
      Math.max(...costs.map(one => one.drawn)),
    ]
    const answered = costs.filter(one => one.drawn > 0).length
    t.diagnostic(
      `${series} series; ${answered} panels and marks have an answer; the slowest query took ${slowest.toFixed(0)} ms, the most on a panel are ${most} series`,
    )
    assert.ok(answered > 90)
    assert.deepEqual(
      costs.filter(one => one.drawn >= MOST_SERIES || one.milliseconds >= LONGEST),
      [],
    )
  })
})

interface Cost {
  of: string
  /** Lines of a graph, rows of a table. */
  drawn: number
  /** Of its slowest query. */
  milliseconds: number
}

/** One query after the other. */
async function costsOf(board: Board, url: string, end: number): Promise<Cost[]> {
  const marks = board.annotations.list.map(({ name, expr }) => ({ title: name, targets: [{ expr }] }))
  const costs: Cost[] = []
  for (const { title, targets = [] } of [...panelsOf(board), ...marks]) {
    const asked: Array<{ series: number; milliseconds: number }> = []
    for (const target of targets) asked.push(await cost(url, target, board, end))
    const counts = asked.map(({ series }) => series)
    // The queries of a table make columns, those of a graph lines.
    const isTable = targets.every(target => 'instant' in target && target.instant === true)
    costs.push({
      of: `${board.uid}: ${title}`,
      drawn: isTable ? Math.max(...counts) : counts.reduce((sum, one) => sum + one, 0),
      milliseconds: Math.max(...asked.map(one => one.milliseconds)),
    })
  }
  return costs
}

async function cost(
  url: string,
  { expr, instant }: Pick<Target, 'expr' | 'instant'>,
  board: Board,
  end: number,
): Promise<{ series: number; milliseconds: number }> {
  const step = Math.ceil((FLEET.hours * HOUR) / SECOND / STEPS)
  const range = `${FLEET.hours}h`
  const rated = expr.replaceAll('$__rate_interval', '16m').replaceAll('$__range', range)
  const query = filledIn(rated, chosenOn(board))
  const [from, to] = [end - FLEET.hours * HOUR, end].map(at => String(at / SECOND))
  const asked = instant
    ? { query, time: to ?? '' }
    : { query, start: from ?? '', end: to ?? '', step: String(step) }
  let best = Number.POSITIVE_INFINITY
  for (let left = TRIES; left > 0 && best >= LONGEST / 2; left--) {
    const started = performance.now()
    const response = await fetch(`${url}/api/v1/query${instant ? '' : '_range'}`, {
      method: 'POST',
      body: new URLSearchParams(asked),
    })
    const text = await response.text()
    best = Math.min(best, performance.now() - started)
    const { data, error } = JSON.parse(text) as { data?: { result: unknown[] }; error?: string }
    if (data === undefined) throw new Error(`${query}: ${error}`)
    if (left === 1 || best < LONGEST / 2) return { series: data.result.length, milliseconds: best }
  }
  throw new Error('nothing was asked')
}
