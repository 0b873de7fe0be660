// Onset, kind and effect on simulated truth: of alarms that a live monitor raised, and of the segmenter's regimes.
// node bench/onset.ts [--quick] [--write-baseline]
import { HOUR } from '../src/core/duration.ts'
import { type Random, randomStream } from '../src/core/random.ts'
import type { Alarm, Change, MonitorOptions } from '../src/detection/change.ts'
import { describeChange } from '../src/detection/describe/describe.ts'
import { createMonitor } from '../src/detection/monitor.ts'
import { describeRegimes } from '../src/detection/regimes/segmenter.ts'
import type { Point } from '../src/series/series.ts'
import { benchOptions, compareBaseline, judge, printHead, printTable } from './report/report.ts'

type Kind = 'level' | 'slope' | 'variance'

interface Case {
  name: string
  kind: Kind
  phi: number
  /** Step in sigma; rise of a ramp in sigma; factor of the noise. */
  size: number
  /** Points from the onset to the end of a ramp; it goes on as far as it is watched. */
  length: number
}

interface Tally {
  runs: number
  covered: number
  kinds: number
  /** Those whose kind was told as sure, and those of them of which it was right. */
  sure: number
  sureKinds: number
  effects: number
  width: number
}

/** How probable the kind was said to be, and whether it was right. */
interface Claim {
  probability: number
  right: boolean
}

const SEED = 2026
const BASELINE = 336
/** Lower ends of the classes of probability; a kind of three is never less probable than a third. */
const TENTHS = [3, 4, 5, 6, 7, 8, 9]
/** A week of hours after the alarm: when the description is read again. */
const LATER = 168

const CASES: readonly Case[] = [0, 0.5, 0.8].flatMap(phi => [
  { name: `step 1 sigma, phi ${phi}`, kind: 'level' as const, phi, size: 1, length: 1000 },
  { name: `step 2 sigma, phi ${phi}`, kind: 'level' as const, phi, size: 2, length: 1000 },
  { name: `ramp 2 sigma in 14 days, phi ${phi}`, kind: 'slope' as const, phi, size: 2, length: 336 },
  { name: `ramp 3 sigma in 30 days, phi ${phi}`, kind: 'slope' as const, phi, size: 3, length: 720 },
  { name: `noise x 2, phi ${phi}`, kind: 'variance' as const, phi, size: 2, length: 1000 },
])

const options = benchOptions()
const runs = options.quick ? 60 : 600
const monitor = createMonitor({ describe: describeChange })
const settings: MonitorOptions = { bucket: HOUR, family: 'real', goodDirection: null, limit: null }

const claims: Claim[] = []
const live = CASES.map(each => liveTallies(each))
const offline = CASES.map(each => offlineTally(each))
const atAlarm = pooled(live.map(({ now }) => now))
const week = pooled(live.map(({ later }) => later))
const rows = pooled(offline)
printTables()
judgeShares()

function printTables(): void {
  printHead('Onset intervals (90 %), kinds and effects (95 %) on simulated truth', [
    `seed ${SEED}, ${runs} runs a case, hourly AR(1) noise, ${BASELINE} hours of baseline`,
  ])
  printTable(
    ['live: described at the alarm', 'runs', 'covered', 'kind', 'effect', 'width'],
    CASES.map((each, k) => cells(each.name, live[k]?.now)),
  )
  printTable(
    ['live: described a week after it', 'runs', 'covered', 'kind', 'effect', 'width'],
    CASES.map((each, k) => cells(each.name, live[k]?.later)),
  )
  printTable(
    ['segmenter: n = 600', 'found', 'covered', 'kind', 'effect', 'width'],
    CASES.map((each, k) => cells(each.name, offline[k])),
  )
  printTable(
    ['all cases', 'runs', 'covered', 'kind', 'effect', 'width'],
    [cells('at the alarm', atAlarm), cells('a week after it', week), cells('segmenter', rows)],
  )
  printTable(
    ['kind told as sure', 'share of all', 'right'],
    [
      ['at the alarm', percent(share(atAlarm.sure, atAlarm)), percent(atAlarm.sureKinds / atAlarm.sure)],
      ['a week after it', percent(share(week.sure, week)), percent(week.sureKinds / week.sure)],
      ['segmenter', percent(share(rows.sure, rows)), percent(rows.sureKinds / rows.sure)],
    ],
  )
  printTable(
    ['kind at the alarm, said to be right with', 'alarms', 'mean said', 'right'],
    TENTHS.map(from => calibrationCells(from)),
  )
}

function judgeShares(): void {
  const slack = options.quick ? 0.03 : 0
  judge([
    {
      what: 'onset coverage at the alarm',
      value: share(atAlarm.covered, atAlarm),
      least: 0.85 - slack,
      most: 0.95 + slack,
    },
    {
      what: 'onset coverage a week after',
      value: share(week.covered, week),
      least: 0.85 - slack,
      most: 0.95 + slack,
    },
    {
      what: 'kind at the alarm, where told as sure',
      value: atAlarm.sureKinds / atAlarm.sure,
      least: 0.9 - slack,
    },
    {
      what: 'kind a week after, where told as sure',
      value: week.sureKinds / week.sure,
      least: 0.9 - slack,
    },
    {
      what: 'kind by the segmenter, where told as sure',
      value: rows.sureKinds / rows.sure,
      least: 0.9 - slack,
    },
    { what: 'kind a week after the alarm', value: share(week.kinds, week), least: 0.9 - slack },
    { what: 'kind by the segmenter', value: share(rows.kinds, rows), least: 0.9 - slack },
  ])
  compareBaseline(
    options.quick ? 'onset-quick' : 'onset',
    {
      kindAtAlarm: share(atAlarm.kinds, atAlarm),
      sureAtAlarm: share(atAlarm.sure, atAlarm),
      kindWeekAfter: share(week.kinds, week),
      kindSegmenter: share(rows.kinds, rows),
      effectWeekAfter: share(week.effects, week),
    },
    { slack: 0.02, write: options.writeBaseline },
  )
}
/** Watches until an alarm, describes it, watches for a week more, describes it again. */
function liveTallies(each: Case): { now: Tally; later: Tally } {
  const now = emptyTally()
  const later = emptyTally()
  for (let run = 0; run < runs; run++) {
    const random = randomStream(SEED, 'live', each.name, run)
    const onset = BASELINE + random.integer(24, 336)
    const points = simulated(random, each, onset, onset + each.length)
    const course = monitor.resume(monitor.start(settings))
    let alarm: Alarm | null = null
    for (const [i, point] of points.entries()) {
      const verdict = course.observe(point)
      if (verdict.status !== 'alarm') continue
      if (i < onset) break
      if (alarm === null) {
        const change = monitor.describe(course.state, points.slice(0, i + 1), verdict.alarm)
        add(now, each, onset, change)
        claims.push({ probability: change.kindProbability, right: change.kind === each.kind })
      }
      alarm ??= verdict.alarm
      if (i * HOUR < alarm.at + LATER * HOUR) continue
      add(later, each, onset, monitor.describe(course.state, points.slice(0, i + 1), verdict.alarm))
      break
    }
  }
  return { now, later }
}

function offlineTally(each: Case): Tally {
  const tally = emptyTally()
  for (let run = 0; run < runs; run++) {
    const random = randomStream(SEED, 'offline', each.name, run)
    const onset = random.integer(200, 400)
    const values = simulated(random, { ...each, length: each.length / 2 }, onset, 600).map(
      ({ value }) => value,
    )
    const { changes } = describeRegimes(values, { clock: { start: 0, bucket: HOUR, zone: 'UTC' } })
    const [change] = changes
    if (change === undefined || changes.length > 1) continue
    tally.runs++
    if (change.onset.lower <= onset && onset <= change.onset.upper) tally.covered++
    if (change.kind === each.kind) tally.kinds++
    if (change.alternative === null) tally.sure++
    if (change.alternative === null && change.kind === each.kind) tally.sureKinds++
    tally.width += change.onset.upper - change.onset.lower
    const truth = effectOf({ ...each, length: each.length / 2 }, 600 - onset)
    const { lower, upper } = change.effect.absolute
    if (change.kind === each.kind && lower <= truth && truth <= upper) tally.effects++
  }
  return tally
}

function simulated(random: Random, { kind, phi, size, length }: Case, onset: number, n: number): Point[] {
  let noise = random.normal()
  return Array.from({ length: n }, (_, i) => {
    if (i > 0) noise = phi * noise + Math.sqrt(1 - phi * phi) * random.normal()
    const since = i - onset + 1
    const factor = kind === 'variance' && since > 0 ? size : 1
    const rise = since <= 0 || kind === 'variance' ? 0 : kind === 'level' ? size : (size * since) / length
    const value = 100 + factor * noise + rise
    return { at: i * HOUR, value, lower: null, upper: null, n: 1 }
  })
}

/** What the effect truly is after so many points of the new regime. */
function effectOf({ kind, size, length }: Case, points: number): number {
  if (kind === 'level') return size
  return kind === 'variance' ? size - 1 : (size * points) / length
}

function add(tally: Tally, each: Case, onset: number, change: Change): void {
  tally.runs++
  const { lower, upper } = change.onset
  if (lower <= onset * HOUR && onset * HOUR <= upper) tally.covered++
  if (change.kind === each.kind) tally.kinds++
  if (change.alternative === null) tally.sure++
  if (change.alternative === null && change.kind === each.kind) tally.sureKinds++
  tally.width += (upper - lower) / HOUR
  const truth = effectOf(each, 0)
  const { absolute } = change.effect
  if (each.kind === 'slope' || (absolute.lower <= truth && truth <= absolute.upper)) tally.effects++
}

function emptyTally(): Tally {
  return { runs: 0, covered: 0, kinds: 0, sure: 0, sureKinds: 0, effects: 0, width: 0 }
}

function pooled(tallies: readonly Tally[]): Tally {
  const sum = emptyTally()
  for (const tally of tallies) {
    for (const key of ['runs', 'covered', 'kinds', 'sure', 'sureKinds', 'effects', 'width'] as const)
      sum[key] += tally[key]
  }
  return sum
}

function share(count: number, { runs: all }: Tally): number {
  return all === 0 ? Number.NaN : count / all
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`
}

function calibrationCells(from: number): string[] {
  const within = claims.filter(({ probability }) => Math.min(Math.floor(probability * 10), 9) === from)
  const said = within.reduce((sum, { probability }) => sum + probability, 0) / within.length
  const right = within.filter(claim => claim.right).length / within.length
  return [`${10 * from} to ${10 * from + 10} %`, String(within.length), percent(said), percent(right)]
}

function cells(name: string, tally: Tally = emptyTally()): string[] {
  return [
    name,
    String(tally.runs),
    percent(share(tally.covered, tally)),
    percent(share(tally.kinds, tally)),
    percent(share(tally.effects, tally)),
    (tally.width / tally.runs).toFixed(1),
  ]
}
