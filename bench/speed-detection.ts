// How many points a second one core takes through every detector, and how large a series' state is, beside river. In two forms: in
// one run, as history is read wherever there is more than one point of a series (rebuilding, replaying, judging what is new, analysing),
// and each point by itself, from a state to the next, as a live tick does.
// node bench/speed-detection.ts [--quick]
import { HOUR } from '../src/core/duration.ts'
import { randomStream } from '../src/core/random.ts'
import type { MonitorOptions, MonitorState } from '../src/detection/change.ts'
import type { Family } from '../src/indicators/indicator.ts'
import type { Point } from '../src/series/series.ts'
import { monitor, poisson } from '../test/support/detection/detection.ts'
import { NULLS } from './live/null-series.ts'
import { riverRates } from './peers/river.ts'
import { benchOptions, judge, printHead, printTable } from './report/report.ts'

/** Bytes: what the README promises of a series. */
const LARGEST_STATE = 8192
const SEED = 47
const TRIALS = 20
const FEWEST_A_SECOND = { 'in one run': 1_000_000, 'each by itself': 400_000 } as const
/**
 * What an update may cost, in steps of the reference computation that is timed in turns with it: other work on the
 * processor slows down both. Continuous values cost 119 to 157 of them in one run and 143 to 200 each by itself today, all others less.
 */
const MOST_STEPS = { 'in one run': 200, 'each by itself': 300 } as const
/** Steps of the reference for each update, so that both take about as long and meet the same disturbances. */
const STEPS = 20
const FAMILIES: readonly Family[] = ['real', 'positive', 'count', 'proportion']

const { quick } = benchOptions()
const count = quick ? 100_000 : 5_000_000
const rounds = quick ? 11 : 5
const FORMS = ['in one run', 'each by itself'] as const
type Form = (typeof FORMS)[number]
const rows = FAMILIES.flatMap(family => {
  const largest = largestState(family)
  return FORMS.map(form => ({ family, form, ...timed(family, form), largest }))
})
const peers = riverRates(NULLS.slice(0, 1), SEED, quick ? 1 : 5, 100)

printHead('Full updates of one series on one core', [
  `seed ${SEED}, the fastest of ${rounds} rounds of ${count} points: every detector, alarms and recovery included`,
])
printTable(
  [
    'family',
    'points',
    'updates a second',
    'of processor time',
    'cost in reference steps',
    'largest state, bytes',
  ],
  rows.map(({ family, form, perSecond, ofProcessor, steps, largest }) => [
    family,
    form,
    Math.round(perSecond).toLocaleString('en'),
    Math.round(ofProcessor).toLocaleString('en'),
    steps.toFixed(1),
    String(largest),
  ]),
)
printTable(
  ['one detector alone', 'updates a second'],
  peers.names.map((name, index) => [
    `river ${name}`,
    Math.round(peers.perSecond[index] ?? Number.NaN).toLocaleString('en'),
  ]),
)
judge(
  rows.flatMap(({ family, form, perSecond, steps, largest }) => [
    quick
      ? {
          what: `${family}, ${form}: cost of an update in reference steps`,
          value: steps,
          most: MOST_STEPS[form],
        }
      : { what: `${family}, ${form}: updates a second`, value: perSecond, least: FEWEST_A_SECOND[form] },
    { what: `${family}: bytes of state`, value: largest, most: LARGEST_STATE },
  ]),
)

/**
 * Updates a second in the fastest round, on the clock and of the processor's time, which other work on the machine takes less of; and what
 * one costs in reference steps, in the median of the rounds.
 */
function timed(family: Family, form: Form): { perSecond: number; ofProcessor: number; steps: number } {
  const value = valuesOf(family)
  const points: Point[] = Array.from({ length: count }, (_, index) => pointOf(index, value(index)))
  const updates: number[] = []
  const processors: number[] = []
  const costs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const step = timeOf(() => {
      for (let pass = 0; pass < STEPS; pass += 1) reference(points)
    })
    const update = timeOf(() => go(form, monitor.start(optionsOf(family)), points))
    updates.push(update.wall)
    processors.push(update.processor)
    costs.push((STEPS * update.processor) / step.processor)
  }
  costs.sort((a, b) => a - b)
  return {
    perSecond: (1000 * count) / Math.min(...updates),
    ofProcessor: (1000 * count) / Math.min(...processors),
    steps: costs[Math.floor(rounds / 2)] ?? Number.NaN,
  }
}

function go(form: Form, begun: MonitorState, points: readonly Point[]): void {
  if (form === 'in one run') {
    const run = monitor.resume(begun)
    for (const point of points) run.observe(point)
    return
  }
  let state = begun
  for (const point of points) [state] = monitor.observe(state, point)
}

/** Milliseconds on the clock, and those that this process was given of the processor. */
function timeOf(work: () => void): { wall: number; processor: number } {
  const started = performance.now()
  const used = process.cpuUsage()
  work()
  return { wall: performance.now() - started, processor: process.cpuUsage(used).user / 1000 }
}

/** A fixed piece of like work that no change of slowburn touches: an exponential and a new object a point. */
function reference(points: readonly Point[]): void {
  let state = { sum: 0, mean: 0 }
  for (const { value } of points) {
    const gain = Math.exp(Math.min(0.1 * (value ?? 0), 3) - 0.2)
    state = { sum: Math.min((1 + state.sum) * gain, 1e100), mean: 0.9 * state.mean + 0.1 * gain }
  }
  if (Number.isNaN(state.sum + state.mean)) throw new Error('the reference computation has lost its numbers')
}

/** Over warming, life, and two accepted baselines, of the series timed above and of every quiet kind of the family. */
function largestState(family: Family): number {
  const quiet = NULLS.filter(one => one.family === family)
  return Math.max(
    largestAlong(family, valuesOf(family)),
    ...quiet.map(({ name, start }) => largestAlong(family, start(randomStream(SEED, name)))),
  )
}

function largestAlong(family: Family, value: (hour: number) => number | null): number {
  const points: Point[] = []
  let state = monitor.start(optionsOf(family))
  let largest = 0
  for (let hour = 0; hour < 3000; hour += 1) {
    const point = pointOf(hour, value(hour))
    points.push(point)
    ;[state] = monitor.observe(state, point)
    largest = Math.max(largest, JSON.stringify(state).length)
    if (hour === 1500 || hour === 2000) state = monitor.accept(state, points)
  }
  return largest
}

function valuesOf(family: Family): (hour: number) => number {
  const random = randomStream(SEED, family)
  const noise = Array.from({ length: 65_536 }, () => random.normal())
  const counts = noise.map(() => poisson(() => random.uniform(), 5))
  return hour => {
    const gauss = (noise[hour % 65_536] ?? 0) + Math.sin((2 * Math.PI * hour) / 24) * 2
    if (family === 'real') return gauss
    if (family === 'positive') return Math.exp(gauss)
    const events = counts[hour % 65_536] ?? 0
    return family === 'count' ? events + (hour % 24) : Math.min(1, events / TRIALS)
  }
}

function optionsOf(family: Family): MonitorOptions {
  return { bucket: HOUR, family, goodDirection: null, limit: null }
}

function pointOf(hour: number, value: number | null): Point {
  return { at: hour * HOUR, value, lower: value, upper: value, n: TRIALS }
}
