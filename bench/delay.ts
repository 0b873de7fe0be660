// How long after a change the first alarm comes, against the least that its false-alarm level allows.
// node bench/delay.ts [--quick] [--write-baseline]
import { DAY, HOUR } from '../src/core/duration.ts'
import { randomStream } from '../src/core/random.ts'
import type { MonitorOptions } from '../src/detection/change.ts'
import { watchThreshold } from '../src/detection/levels.ts'
import { monitor } from '../test/support/detection.ts'
import { autoregressive } from './null-series.ts'
import { benchOptions, compareBaseline, judge, printHead, printTable } from './segmenter-report.ts'

const SEED = 43
const BASELINE = 336
/** Quiet points between the baseline and a step: evidence is then in its steady state. */
const QUIET = 500
const PATIENCE = 3000
const ARL = watchThreshold(HOUR)
const OPTIONS: MonitorOptions = { bucket: HOUR, family: 'real', goodDirection: null, limit: null }

const { quick, writeBaseline } = benchOptions()
const runs = quick ? 300 : 3000

const steps = [0, 0.5].flatMap(phi =>
  [0.5, 1, 2].map(size => {
    const least = Math.log(ARL) / (((size * size) / 2) * ((1 - phi) / (1 + phi)))
    const delays = delaysOf(phi, QUIET, PATIENCE, hour => (hour >= 0 ? size : 0))
    const most = size === 2 ? 1.5 : 1.25
    return {
      name: `step ${size} sigma, ${phi === 0 ? 'iid' : `AR(${phi})`}`,
      least,
      most,
      ...summary(delays, least, PATIENCE),
    }
  }),
)
const ramps = [
  { name: 'ramp 1 sigma in 30 days, iid', rise: 1, patience: 90 * 24 },
  { name: 'ramp 0.25 sigma in 30 days, iid', rise: 0.25, patience: 90 * 24 },
].map(({ name, rise, patience }) => {
  const slope = rise / (30 * 24)
  const least = Math.cbrt((6 * Math.log(ARL)) / (slope * slope))
  const delays = delaysOf(0, 0, patience, hour => Math.max(0, hour) * slope)
  return { name, least, most: 1.2, ...summary(delays, least, patience) }
})

printHead('Delay from a change to the first watch', [
  `seed ${SEED}, hourly, ${runs} runs a row, baseline of ${BASELINE} hours learned from each run's own noise`,
  `ARL ${ARL}; the least is ln(ARL)/KL for a step and (6 ln(ARL)/s^2)^(1/3) for a ramp`,
])
printTable(
  ['change', 'least h', 'mean h', 'median h', 'mean/least', 'median/least', 'limit', 'seen %'],
  [...steps, ...ramps].map(row => [
    row.name,
    row.least.toFixed(1),
    row.mean.toFixed(1),
    row.median.toFixed(0),
    row.meanRatio.toFixed(2),
    row.medianRatio.toFixed(2),
    row.most.toFixed(2),
    (100 * row.seen).toFixed(1),
  ]),
)
const [steep, slow] = ramps
judge([
  ...steps.map(({ name, medianRatio, most }) => ({
    what: `${name}: median over least`,
    value: medianRatio,
    most,
  })),
  { what: 'ramp of 1 sigma in 30 days: mean over least', value: steep?.meanRatio ?? Number.NaN, most: 1.2 },
  { what: 'ramp of .25 sigma in 30 days: share seen in 90 days', value: slow?.seen ?? 0, least: 0.9 },
  {
    what: 'ramp of .25 sigma in 30 days: median in days',
    value: ((slow?.median ?? Number.NaN) * HOUR) / DAY,
    most: 40,
  },
])
compareBaseline(
  quick ? 'delay-quick' : 'delay',
  Object.fromEntries(
    [...steps, ...ramps].map(({ name, meanRatio }) => [`promptness on ${name}`, -meanRatio]),
  ),
  { slack: quick ? 0.15 : 0.05, write: writeBaseline },
)

/** Hours from the change to the first alarm after it; a run in which there is none counts as all of its patience. */
function delaysOf(phi: number, quiet: number, patience: number, shift: (hour: number) => number): number[] {
  return Array.from({ length: runs }, (_, run) => {
    const noise = autoregressive(randomStream(SEED, phi * 100, run), phi)
    const from = BASELINE + quiet
    let state = monitor.start(OPTIONS)
    for (let hour = 0; hour < from + patience; hour += 1) {
      const value = noise() + shift(hour - from)
      const [next, verdict] = monitor.observe(state, {
        at: hour * HOUR,
        value,
        lower: null,
        upper: null,
        n: 1,
      })
      state = next
      if (verdict.status === 'alarm' && hour >= from) return hour - from + 1
    }
    return patience
  })
}

function summary(
  delays: readonly number[],
  least: number,
  patience: number,
): { mean: number; median: number; meanRatio: number; medianRatio: number; seen: number } {
  const sorted = delays.toSorted((a, b) => a - b)
  const mean = sorted.reduce((sum, delay) => sum + delay, 0) / sorted.length
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return {
    mean,
    median,
    meanRatio: mean / least,
    medianRatio: median / least,
    seen: sorted.filter(delay => delay < patience).length / sorted.length,
  }
}
