// How many points a second one core takes through every detector, and how large a series' state is, beside river.
// node bench/speed-detection.ts [--quick]
import { HOUR } from '../src/core/duration.ts'
import { randomStream } from '../src/core/random.ts'
import type { MonitorOptions } from '../src/detection/change.ts'
import type { Family } from '../src/indicators/indicator.ts'
import type { Point } from '../src/series/series.ts'
import { monitor, poisson } from '../test/support/detection.ts'
import { NULLS } from './null-series.ts'
import { riverRates } from './peers/river.ts'
import { benchOptions, judge, printHead, printTable } from './segmenter-report.ts'

const SEED = 47
const TRIALS = 20
const FEWEST_A_SECOND = 1_000_000
/** The quick form runs where other work may share the processor: its line catches what became several times slower. */
const FEWEST_WHEN_SHARED = 250_000
const LARGEST_STATE = 4096
const FAMILIES: readonly Family[] = ['real', 'positive', 'count', 'proportion']

const { quick } = benchOptions()
const count = quick ? 500_000 : 5_000_000
const rounds = quick ? 3 : 5
const rows = FAMILIES.map(family => ({ family, perSecond: fastest(family), largest: largestState(family) }))
const peers = riverRates(NULLS.slice(0, 1), SEED, quick ? 1 : 5, 100)

printHead('Full updates of one series on one core', [
  `seed ${SEED}, the fastest of ${rounds} rounds of ${count} points: every detector, alarms and recovery included`,
])
printTable(
  ['family', 'updates a second', 'largest state, bytes'],
  rows.map(({ family, perSecond, largest }) => [
    family,
    Math.round(perSecond).toLocaleString('en'),
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
  rows.flatMap(({ family, perSecond, largest }) => [
    {
      what: `${family}: updates a second`,
      value: perSecond,
      least: quick ? FEWEST_WHEN_SHARED : FEWEST_A_SECOND,
    },
    { what: `${family}: bytes of state`, value: largest, most: LARGEST_STATE },
  ]),
)

function fastest(family: Family): number {
  const value = valuesOf(family)
  const points: Point[] = Array.from({ length: count }, (_, index) => pointOf(index, value(index)))
  let best = 0
  for (let round = 0; round < rounds; round += 1) {
    let state = monitor.start(optionsOf(family))
    const started = performance.now()
    for (const point of points) [state] = monitor.observe(state, point)
    best = Math.max(best, (count / (performance.now() - started)) * 1000)
  }
  return best
}

/** Over warming, life with a strong rhythm, an alarm, and two accepted baselines. */
function largestState(family: Family): number {
  const value = valuesOf(family)
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

function pointOf(hour: number, value: number): Point {
  return { at: hour * HOUR, value, lower: value, upper: value, n: TRIALS }
}
