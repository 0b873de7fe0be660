// How long after a change the first alarm comes, against the least that its false-alarm level allows, beside river.
// node bench/delay.ts [--quick] [--write-baseline]
import { DAY, HOUR } from '../src/core/duration.ts'
import { randomStream } from '../src/core/random.ts'
import type { MonitorOptions } from '../src/detection/change.ts'
import { watchThreshold } from '../src/detection/evidence/levels.ts'
import { monitor } from '../test/support/detection/detection.ts'
import { autoregressive } from './live/null-series.ts'
import { type RiverDelay, type RiverDelays, riverDelays } from './peers/river.ts'
import { benchOptions, compareBaseline, judge, print, printHead, printTable } from './report/report.ts'

const SEED = 43
const BASELINE = 336
/** Quiet points between the baseline and a step: evidence is then in its steady state, and the second look is over. */
const QUIET = 500
/** And before the second look, where a baseline of two weeks is all there is. */
const SOON = 100
const PATIENCE = 3000
const ARL = watchThreshold(HOUR)
const OPTIONS: MonitorOptions = { bucket: HOUR, family: 'real', goodDirection: null, limit: null }

const { quick, writeBaseline } = benchOptions()
const runs = quick ? 120 : 3000
/** Peers are far slower: they get fewer series, and a month after the change. */
const peerRuns = quick ? 10 : 200
const PEER_PATIENCE = 720

/** A kind of change: `shift` is the level so many hours after it began, in sigma. */
interface Row {
  name: string
  phi: number
  quiet: number
  patience: number
  least: number
  most: number | null
  shift(hour: number): number
}

const steps: Row[] = [0, 0.5].flatMap(phi =>
  [0.5, 1, 2].map(size => step(phi, size, QUIET, size === 2 ? 1.5 : 1.25)),
)
const soon: Row[] = [0, 0.5].map(phi => step(phi, 0.5, SOON, null))
const ramps: Row[] = [1, 0.25].map(rise => {
  const slope = rise / (30 * 24)
  return {
    name: `ramp ${rise} sigma in 30 days, iid`,
    phi: 0,
    quiet: 0,
    patience: 90 * 24,
    least: Math.cbrt((6 * Math.log(ARL)) / (slope * slope)),
    most: 1.2,
    shift: hour => Math.max(0, hour) * slope,
  }
})
const rows = [...steps, ...soon, ...ramps]
const results = rows.map(row => ({ ...row, ...summary(delaysOf(row), row) }))
const compared = [step(0, 1, QUIET, null), step(0.5, 1, QUIET, null)].map(row => ({
  row,
  peers: peersOn(row),
}))

printHead('Delay from a change to the first watch', [
  `seed ${SEED}, hourly, ${runs} runs a row, baseline of ${BASELINE} hours learned from each run's own noise`,
  `ARL ${ARL}; the least is ln(ARL)/KL for a step and (6 ln(ARL)/s^2)^(1/3) for a ramp`,
])
printTable(
  ['change', 'least h', 'mean h', 'median h', 'mean/least', 'median/least', 'limit', 'seen %'],
  results.map(row => [
    row.name,
    row.least.toFixed(1),
    row.mean.toFixed(1),
    row.median.toFixed(0),
    row.meanRatio.toFixed(2),
    row.medianRatio.toFixed(2),
    row.most?.toFixed(2) ?? '-',
    (100 * row.seen).toFixed(1),
  ]),
)
for (const { row, peers } of compared) {
  print(`${row.name}, the same ${peerRuns} series for all; ${peers.note}`)
  printTable(
    ['detector', 'mean h', 'median h', 'seen %', 'false alarms in 1,000 days before'],
    [ours(row), ...peers.rows].map(each => peerCells(each, row)),
  )
}
const slow = results.at(-1)
judge([
  // The quick form has few runs, and allows a mean two of its standard errors above the limit.
  ...results.flatMap(({ name, meanRatio, meanError, most }) =>
    most === null
      ? []
      : [{ what: `${name}: mean over least`, value: meanRatio, most: quick ? most + 2 * meanError : most }],
  ),
  { what: 'ramp of .25 sigma in 30 days: share seen in 90 days', value: slow?.seen ?? 0, least: 0.9 },
  {
    what: 'ramp of .25 sigma in 30 days: median in days',
    value: ((slow?.median ?? Number.NaN) * HOUR) / DAY,
    most: 40,
  },
])
compareBaseline(
  quick ? 'delay-quick' : 'delay',
  Object.fromEntries(results.map(({ name, meanRatio }) => [`promptness on ${name}`, -meanRatio])),
  { slack: quick ? 0.25 : 0.05, write: writeBaseline },
)

function step(phi: number, size: number, quiet: number, most: number | null): Row {
  const noise = phi === 0 ? 'iid' : `AR(${phi})`
  return {
    name: `step ${size} sigma, ${noise}${quiet === SOON ? ', four days after the baseline' : ''}`,
    phi,
    quiet,
    patience: PATIENCE,
    least: Math.log(ARL) / (((size * size) / 2) * ((1 - phi) / (1 + phi))),
    most,
    shift: hour => (hour >= 0 ? size : 0),
  }
}

function seriesOf({ phi, quiet, shift }: Row, run: number): (hour: number) => number {
  const noise = autoregressive(randomStream(SEED, phi * 100, run), phi)
  return hour => noise() + shift(hour - BASELINE - quiet)
}

/** Hours from the change to the first alarm after it; a run in which there is none counts as all of its patience. */
function delaysOf(row: Row): number[] {
  return Array.from({ length: runs }, (_, run) => watched(row, run).delay ?? row.patience)
}

/** How long our first alarm took from the change, null for none, and how many were raised before. */
function watched(row: Row, run: number): { delay: number | null; early: number } {
  const value = seriesOf(row, run)
  const from = BASELINE + row.quiet
  const course = monitor.resume(monitor.start(OPTIONS))
  let early = 0
  for (let hour = 0; hour < from + row.patience; hour += 1) {
    const here = value(hour)
    const verdict = course.observe({
      at: hour * HOUR,
      value: here,
      lower: null,
      upper: null,
      n: 1,
    })
    if (verdict.status !== 'alarm') continue
    if (hour >= from) return { delay: hour - from + 1, early }
    if (verdict.raised) early += 1
  }
  return { delay: null, early }
}

function ours(row: Row): RiverDelay {
  const each = Array.from({ length: peerRuns }, (_, run) => watched(row, run))
  return {
    name: 'slowburn, every detector',
    delays: each.map(({ delay }) => delay),
    early: each.reduce((sum, { early }) => sum + early, 0),
  }
}

function peersOn(row: Row): RiverDelays {
  const from = BASELINE + row.quiet
  const series = Array.from({ length: peerRuns }, (_, run) => {
    const value = seriesOf(row, run)
    return Array.from({ length: from + PEER_PATIENCE }, (_hour, hour) => value(hour))
  })
  return riverDelays(series, from)
}

function peerCells({ name, delays, early }: RiverDelay, { quiet, least }: Row): string[] {
  const seen = delays.filter(delay => delay !== null && delay <= PEER_PATIENCE)
  const { mean, median } = summary(
    delays.map(delay => Math.min(delay ?? PEER_PATIENCE, PEER_PATIENCE)),
    { least, patience: PEER_PATIENCE },
  )
  const thousands = (peerRuns * quiet * HOUR) / DAY / 1000
  return [
    name,
    mean.toFixed(1),
    median.toFixed(0),
    ((100 * seen.length) / delays.length).toFixed(0),
    (early / thousands).toFixed(1),
  ]
}

function summary(
  delays: readonly number[],
  { least, patience }: Pick<Row, 'least' | 'patience'>,
): {
  mean: number
  median: number
  meanRatio: number
  /** Standard error of the mean over the least. */
  meanError: number
  medianRatio: number
  seen: number
} {
  const sorted = delays.toSorted((a, b) => a - b)
  const mean = sorted.reduce((sum, delay) => sum + delay, 0) / sorted.length
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const variance = sorted.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / (sorted.length - 1)
  return {
    mean,
    median,
    meanRatio: mean / least,
    meanError: Math.sqrt(variance / sorted.length) / least,
    medianRatio: median / least,
    seen: sorted.filter(delay => delay < patience).length / sorted.length,
  }
}
