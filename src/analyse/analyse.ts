// Says of any series what changed, looking back, and what a live run would have raised, without looking ahead.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import type {
  Alarm,
  BlindSpot,
  ChangeKind,
  Direction,
  MonitorOptions,
  MonitorState,
  Severity,
  Verdict,
} from '../detection/change.ts'
import { describeChange } from '../detection/describe/describe.ts'
import { createMonitor, ignoredPoints } from '../detection/monitor.ts'
import { describeRegimes, type RegimeChange } from '../detection/regimes/segmenter.ts'
import type { Family } from '../indicators/indicator.ts'
import type { SeriesFile } from './read/table.ts'
import { spacingOf } from './spacing.ts'

export interface AnalyseOptions {
  /** A value never to be crossed, for the projection. */
  limit: number | null
  /** Null: `positive` where no value is below or at zero, else `real`. */
  family: Family | null
}

/** A moment in the series. Bounds are indices; `at` is null where the rows have no moments. */
export interface Moment {
  index: number
  at: string | null
  lower: number
  upper: number
}

export interface AnalysedChange {
  kind: RegimeChange['kind']
  kindProbability: number
  alternative: RegimeChange['alternative']
  direction: Direction
  onset: Moment
  effect: { absolute: Interval; relative: Interval | null; sigma: number }
  /** Where it lies beyond the last row, index and bounds go on counting. */
  breach: Moment | null
}

export interface AnalysedAlarm {
  index: number
  at: string | null
  severity: Severity
  kind: ChangeKind
  direction: Direction
}

export interface Analysis {
  n: number
  changes: AnalysedChange[]
  alarms: AnalysedAlarm[]
  /** Why a live run may be quiet though something changes; empty also while it has no baseline. */
  blind: readonly BlindSpot[]
}

export interface Analysed extends Analysis {
  /** Beyond the JSON form, for the table. */
  regimes: readonly RegimeChange[]
  missing: number
  bucket: Millis | null
  period: number
  first: string | null
  last: string | null
  /** Rows short of the baseline that a live run needs; 0: it was long enough. */
  warmingFor: number
  /** Numbers that the family cannot have, such as 3 for a proportion: the live run passed over them. */
  unfit: number
}

/** At most so many looks into one gap: the monitor tells silence from a pause at any of them. */
const LOOKS = 64

/** Rows between two reports of how far the live run has come. */
const ROWS_A_REPORT = 100_000

/** Throws RangeError for a series without rows or without a single number. `onShare` is told now and then. */
export function analyse(
  file: SeriesFile,
  options: AnalyseOptions,
  onShare: (share: number) => void = () => {},
): Analysed {
  const n = file.values.length
  if (n === 0) throw new RangeError('there are no rows')
  const missing = file.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
  if (missing === n) throw new RangeError(`none of the ${n} rows holds a number`)

  const { bucket, positions } = spacingOf(file.times, file.kind ?? 'number')
  const row = { file, positions, bucket, at: momentWriter(file, positions, bucket) }
  const regimes = describeRegimes(spread(file.values, positions), options.limit)
  const changes = regimes.changes.map(change => analysedChange(row, change))
  const { alarms, warmingFor, unfit, blind } = liveRun(row, monitorOptions(row, options), onShare)
  return {
    n,
    changes,
    alarms,
    blind,
    regimes: regimes.changes,
    missing,
    bucket: file.kind === 'moment' ? bucket : null,
    period: regimes.period,
    first: row.at(0),
    last: row.at(n - 1),
    warmingFor,
    unfit,
  }
}

interface Row {
  file: SeriesFile
  positions: Float64Array
  bucket: Millis
  /** Writes the moment of an index, which may lie between rows or beyond the last. */
  at(index: number): string | null
}

/** The values at their positions, with NaN wherever the pace of the rows left one out. */
function spread(values: Float64Array, positions: Float64Array): Float64Array {
  const out = new Float64Array((positions.at(-1) ?? -1) + 1).fill(Number.NaN)
  for (let i = 0; i < values.length; i++) out[positions[i] as number] = values[i] as number
  return out
}

function momentWriter({ times, kind }: SeriesFile, positions: Float64Array, bucket: Millis): Row['at'] {
  const last = positions.length - 1
  return index => {
    if (kind !== 'moment') return null
    const whole = Math.min(Math.max(Math.floor(index), 0), last)
    const beyond = index - last
    const next = times[Math.min(whole + 1, last)] as number
    const start = times[whole] as number
    const time = beyond > 0 ? start + beyond * bucket : start + (index - whole) * (next - start)
    return Math.abs(time) <= 8.64e15 ? new Date(Math.round(time)).toISOString() : null
  }
}

function analysedChange(row: Row, change: RegimeChange): AnalysedChange {
  const { kind, kindProbability, alternative, direction, onset, effect, breach } = change
  const whole = (position: number): number => rowAt(row.positions, position)
  const index = whole(onset.value)
  return {
    kind,
    kindProbability,
    alternative,
    direction,
    onset: { index, at: row.at(index), lower: whole(onset.lower), upper: whole(onset.upper) },
    effect,
    breach: breach === null ? null : breachMoment(row, breach),
  }
}

function breachMoment(row: Row, { value, lower, upper }: Interval): Moment {
  const index = (position: number): number => Math.ceil(rowAt(row.positions, position))
  return { index: index(value), at: row.at(index(value)), lower: index(lower), upper: index(upper) }
}

/** Index of the first row at or after a position; beyond the last row indices go on at its pace. */
function rowAt(positions: Float64Array, position: number): number {
  const last = positions.length - 1
  const end = positions[last] as number
  if (position > end) return last + (position - end)
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >> 1
    if ((positions[middle] as number) < position) low = middle + 1
    else high = middle
  }
  return low
}

function monitorOptions(row: Row, options: AnalyseOptions): MonitorOptions {
  const positive = row.file.values.every(value => Number.isNaN(value) || value > 0)
  return {
    bucket: row.bucket,
    family: options.family ?? (positive ? 'positive' : 'real'),
    goodDirection: null,
    limit: options.limit,
  }
}

/** Feeds the rows one by one, as the service would, and writes down what is raised when. */
function liveRun(
  row: Row,
  options: MonitorOptions,
  onShare: (share: number) => void,
): Pick<Analysed, 'alarms' | 'warmingFor' | 'unfit' | 'blind'> {
  const { positions, bucket, file } = row
  const monitor = createMonitor({ describe: describeChange })
  const origin = file.kind === 'moment' ? (file.times[0] as number) : 0
  const time = (position: number): Millis => Math.round(origin + position * bucket)
  const alarms: AnalysedAlarm[] = []
  const raise = (index: number, at: string | null, { severity, kind, direction }: Alarm): void => {
    alarms.push({ index, at, severity, kind, direction })
  }
  let state: MonitorState = monitor.start(options)
  let last: Verdict | null = null
  let blind: readonly BlindSpot[] = []
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] as number
    const before = i === 0 ? position : (positions[i - 1] as number) + 1
    const stride = Math.max(1, Math.ceil((position - before) / LOOKS))
    for (let gap = before + stride; gap <= position; gap += stride) {
      const [next, verdict] = monitor.elapse(state, time(gap))
      state = next
      if (verdict.status === 'alarm' && verdict.raised) raise(i - 1, momentOf(file, time(gap)), verdict.alarm)
    }
    const value = file.values[i] as number
    const known = Number.isNaN(value) ? null : value
    const [next, verdict] = monitor.observe(state, {
      at: time(position),
      value: known,
      lower: null,
      upper: null,
      n: known === null ? 0 : 1,
    })
    state = next
    if (verdict.status === 'alarm' && verdict.raised) raise(i, row.at(i), verdict.alarm)
    last = verdict
    blind = blindOf(verdict) ?? blind
    if (i % ROWS_A_REPORT === 0) onShare(i / positions.length)
  }
  return { alarms, warmingFor: pointsShort(last), unfit: ignoredPoints(state).invalid, blind }
}

function blindOf(verdict: Verdict): readonly BlindSpot[] | null {
  return verdict.status === 'quiet' ? verdict.blind : null
}

function pointsShort(verdict: Verdict | null): number {
  return verdict?.status === 'warming' ? verdict.need - verdict.have : 0
}

function momentOf({ kind }: SeriesFile, at: Millis): string | null {
  return kind === 'moment' && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null
}
