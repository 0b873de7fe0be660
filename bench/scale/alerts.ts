// For how long everything else waits while thousands of alerts are evaluated: 20,000 that an Alertmanager sent and 1,000 of our
// own. node bench/scale/alerts.ts [--quick | --received N]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { ReceivedAlert } from '../../src/alerting/received.ts'
import { manualClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { inTurns, pauseInRealTime } from '../../src/core/turns/pause.ts'
import { indicatorNamed } from '../../src/indicators/registry.ts'
import { alert } from '../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../src/pipeline/alerts/causes.ts'
import { createReceiving } from '../../src/pipeline/alerts/receive.ts'
import type { Suppressed } from '../../src/pipeline/status.ts'
import { drawBeforehand } from '../../src/presentation/charts/png/drawing.ts'
import type { Series } from '../../src/series/series.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { SETTINGS } from '../../test/support/alerts/alert-samples.ts'
import { policyOf, recordOf, ruleOf, T0 } from '../../test/support/alerts/alerting.ts'
import { hourly, monitor } from '../../test/support/detection/detection.ts'
import { watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable } from '../report/report.ts'
import { watchTurns } from './turns.ts'

const OWN = 1000
const POINTS = 180
/** Milliseconds of processor time for which nothing else has its turn, at most. */
const LONGEST_TURN = 50

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, received: { type: 'string' } },
})
const slowness = watchMachine()
const count = Number(values.received ?? (values.quick ? 5_000 : 20_000))
const folder = mkdtempSync(join(tmpdir(), 'slowburn-alerts-'))
const store = openSqliteStore(folder)
const clock = manualClock(T0)
const causes = createCauseFinder(store)
const contacts = [{ name: 'on-call', email: ['ann@example.org', 'bob@example.org'] }]
const charts = drawBeforehand()
const alerting = {
  rules: [ruleOf()],
  contacts,
  policy: policyOf(),
  patience: 2 * DAY,
  email: SETTINGS,
  charts,
}
const settingsOf = (series: Series) => {
  const indicator = indicatorNamed(series.indicator)
  return indicator === null ? null : { indicator, limit: null }
}
let suppressed: readonly Suppressed[] = []
let evaluated = Promise.withResolvers<void>()
const evaluate = async (): Promise<void> => {
  const deps = { store, monitor, causes, log: silentLogger, alerting, settingsOf }
  const work = alert(deps, clock.now(), { isCaughtUp: () => true, before: suppressed })
  suppressed = await inTurns(work, pauseInRealTime())
}
const receive = createReceiving({
  store,
  clock,
  log: silentLogger,
  look: async () => {
    await evaluate()
    evaluated.resolve()
  },
})

await evaluate()
// Receiving evaluates by itself, soon after.
const begin = await timed(async () => {
  await receive(alerts('firing'))
  await evaluated.promise
})
fillOwn()
const own = await timed(evaluate)
clock.advance(MINUTE)
const idle = await timed(evaluate)
const end = await timed(async () => {
  clock.advance(HOUR)
  evaluated = Promise.withResolvers()
  await receive(alerts('resolved'))
  await evaluated.promise
})
const messages = store.outbox.list(1000)
store.close()
rmSync(folder, { recursive: true })

printHead('Alerts, evaluated while everything else goes on', [
  `${count.toLocaleString('en')} received alerts and ${OWN.toLocaleString('en')} of our own; ${messages.length} messages`,
])
const rows = {
  'received, all at once': begin,
  'our own, all at once': own,
  'nothing new': idle,
  'all over': end,
}
printTable(
  ['evaluation', 'ms', 'longest turn, ms cpu', 'p99', 'blocked ms'],
  Object.entries(rows).map(([name, { ms, longest, p99, blocked }]) => [
    name,
    ...[ms, longest, p99, blocked].map(one => one.toFixed(0)),
  ]),
)
judge(
  Object.entries(rows).map(([name, { longest }]) => ({
    what: `${name}: longest turn, ms of processor time`,
    value: longest,
    most: LONGEST_TURN,
    time: 'longest' as const,
  })),
  slowness(),
)

interface Timed {
  ms: number
  longest: number
  p99: number
  blocked: number
}

async function timed(work: () => Promise<void>): Promise<Timed> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  const turns = watchTurns()
  await work()
  const ms = performance.now() - began
  await new Promise(resolve => setTimeout(resolve, 20))
  delay.disable()
  return { ms, ...turns(), blocked: delay.max / 1e6 }
}

function alerts(status: ReceivedAlert['status']): ReceivedAlert[] {
  return Array.from({ length: count }, (_, i) => ({
    status,
    labels: {
      alertname: 'HighErrorRate',
      service: `s${i}`,
      instance: `10.0.0.${i}:9100`,
      severity: i % 3 === 0 ? 'warning' : 'critical',
    },
    annotations: { summary: `Errors of s${i}`, description: 'More than one request in twenty fails.' },
    startsAt: T0,
    generatorUrl: 'https://prometheus.example.org/graph',
  }))
}

function fillOwn(): void {
  store.transaction(() => {
    for (let i = 0; i < OWN; i++) {
      const labels = { task_type: `type ${i % 100}`, model: `model ${Math.floor(i / 100)}` }
      const key = `task_run_time_p50{task_type="${labels.task_type}",model="${labels.model}"}`
      const { id } = store.series.ensure(key, 'task_run_time_p50', labels, HOUR)
      const points = hourly(POINTS, () => 100)
      store.series.append(
        id,
        points.map(point => ({ ...point, at: T0 - POINTS * HOUR + point.at })),
      )
      store.changes.save(recordOf(T0 - HOUR, { seriesId: id }))
    }
  })
}
