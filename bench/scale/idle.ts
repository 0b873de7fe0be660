// What a tick costs in which nothing new has come, with thousands of series: how long it takes, and for how long anything
// else had to wait. node bench/scale/idle.ts [--quick | --series N]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { systemClock } from '../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { createWatchdog } from '../../src/core/watchdog.ts'
import { describeChange } from '../../src/detection/describe/describe.ts'
import { createFleet } from '../../src/detection/fleet.ts'
import { createMonitor } from '../../src/detection/monitor.ts'
import { createExposition } from '../../src/exposition/exposition.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { createCauseFinder } from '../../src/pipeline/alerts/causes.ts'
import { judgeInThread } from '../../src/pipeline/detect/judging.ts'
import { makePlan } from '../../src/pipeline/plan.ts'
import { createLive } from '../../src/pipeline/status.ts'
import { type TickDeps, tick } from '../../src/pipeline/tick.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { SETTINGS } from '../../test/support/alerts/alert-samples.ts'
import { policyOf } from '../../test/support/alerts/alerting.ts'
import { hourly, normal, random } from '../../test/support/detection/detection.ts'
import { READABLE } from '../../test/support/exposition/readable-settings.ts'
import { fakeSource } from '../../test/support/facts/fake-source.ts'
import { watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable } from '../report/report.ts'
import { watchTurns } from './turns.ts'

const POINTS = 180
const TICKS = 8

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, series: { type: 'string' } },
})
const slowness = watchMachine()
const count = Number(values.series ?? (values.quick ? 1_000 : 10_000))
const folder = mkdtempSync(join(tmpdir(), 'slowburn-idle-'))
const store = openSqliteStore(folder)
const start = Math.floor(systemClock.now() / HOUR) * HOUR - POINTS * HOUR
fill()

const monitor = createMonitor({ describe: describeChange })
const judging = judgeInThread()
const complete = start + POINTS * HOUR
const pulls = Array.from({ length: TICKS + 1 }, () => [{ completeUpTo: complete, progress: null }])
const source = fakeSource('db', pulls)
const plan = makePlan({ indicators: {} }, [source])
const deps: TickDeps = {
  store,
  settings: READABLE,
  sources: [source],
  plan,
  monitor,
  judging,
  watchdog: createWatchdog({ stopwatch: () => performance.now() / 1000 }),
  fleet: createFleet(),
  causes: createCauseFinder(store),
  alerting: { rules: [], contacts: [], policy: policyOf(), patience: DAY, email: SETTINGS },
  digests: [],
  exposition: createExposition({ version: '1', indicators, defaultMetrics: false }),
  live: createLive(),
  clock: systemClock,
  log: silentLogger,
  interval: MINUTE,
  keep: { events: 400 * DAY, facts: 400 * DAY, hours: 40 * DAY, days: 400 * DAY },
  labelValues: 100,
  onProgress: () => {},
  trace: (stage, work) => (stage === 'publish' ? publishing(work) : work()),
  stopwatch: () => performance.now() / 1000,
}
/** Longest turn of each publishing, in processor time. */
const published: number[] = []
const first = await timed()
const ticks: Timed[] = []
for (let i = 0; i < TICKS; i++) ticks.push(await timed())
await judging.close()
store.close()
rmSync(folder, { recursive: true })

const middle = ticks.toSorted((a, b) => a.ms - b.ms)[TICKS / 2] ?? first
const middleOf = (what: 'blocked' | 'turn' | 'publish'): number =>
  ticks.map(one => one[what]).toSorted((a, b) => a - b)[TICKS / 2] ?? Number.NaN
const [blocked, turn, publish] = [middleOf('blocked'), middleOf('turn'), middleOf('publish')]
printHead('A tick in which nothing new has come', [
  `${count.toLocaleString('en')} hourly series of ${POINTS} points`,
])
printTable(
  ['tick', 'ms', 'cpu ms of its thread', 'longest turn, cpu ms', 'of publishing', 'blocked ms'],
  [
    ['first after a start', ...columns(first)],
    ['idle, median', ...columns({ ...middle, turn, publish, blocked })],
  ],
)
judge(
  count === 10_000
    ? [
        {
          what: 'idle tick: ms of processor time of its thread',
          value: middle.cpu,
          most: 200,
          time: 'whole',
        },
        { what: 'idle tick: longest turn, ms of processor time', value: turn, most: 20, time: 'longest' },
        {
          what: 'publishing: longest turn, ms of processor time',
          value: publish,
          most: 10,
          time: 'longest',
        },
      ]
    : [],
  slowness(),
)

interface Timed {
  ms: number
  cpu: number
  /** Longest turn in processor time, and for how long anything else had to wait in real time. */
  turn: number
  publish: number
  blocked: number
}

function columns({ ms, cpu, turn: longest, publish: ofPublishing, blocked: wait }: Timed): string[] {
  return [ms, cpu, longest, ofPublishing, wait].map(one => one.toFixed(0))
}

async function publishing<T>(work: () => Promise<T>): Promise<T> {
  const turns = watchTurns()
  const done = await work()
  published.push(turns().longest)
  return done
}

async function timed(): Promise<Timed> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  const turns = watchTurns()
  const cpu = process.threadCpuUsage()
  if (!(await tick(deps, new AbortController().signal))) throw new Error(deps.live.fault?.message)
  const { user, system } = process.threadCpuUsage(cpu)
  const ms = performance.now() - began
  await new Promise(resolve => setTimeout(resolve, 20))
  delay.disable()
  return {
    ms,
    cpu: (user + system) / 1000,
    turn: turns().longest,
    publish: published.at(-1) ?? Number.NaN,
    blocked: delay.max / 1e6,
  }
}

function fill(): void {
  const [indicator] = indicators.filter(({ name }) => name === 'task_run_time_p50')
  if (indicator === undefined) throw new Error('the registry has this indicator')
  store.transaction(() => {
    for (let i = 0; i < count; i++) {
      const labels = { task_type: `type ${i % 100}`, model: `model ${Math.floor(i / 100)}` }
      const key = `task_run_time_p50{task_type="${labels.task_type}",model="${labels.model}"}`
      const { id } = store.series.ensure(key, indicator.name, labels, HOUR)
      const noise = normal(random(i))
      store.series.append(
        id,
        hourly(POINTS, () => 100 + noise()).map(point => ({ ...point, at: start + point.at })),
      )
    }
  })
}
