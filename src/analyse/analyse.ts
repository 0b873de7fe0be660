// Says of any series what happened in it: what is seen looking back and what a live run would have raised, in one verdict.
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR } from '../core/duration.ts'
import type { Interval } from '../core/interval.ts'
import type {
  Change,
  ChangeKind,
  CoverageGap,
  Direction,
  MonitorOptions,
  Severity,
} from '../detection/change.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import { reconcile } from '../detection/regimes/reconcile.ts'
import { isTested, type RegimeChange, type Regimes } from '../detection/regimes/regime.ts'
import { describeRegimes } from '../detection/regimes/segmenter.ts'
import { isHoliday } from '../detection/rhythm/holidays.ts'
import type { Family } from '../indicators/indicator.ts'
import { byHour } from './by-hour.ts'
import { type LiveAlarm, type LiveRun, liveRun } from './live-run.ts'
import type { SeriesFile } from './read/table.ts'
import { gapMomentAt, type Moment, momentAt, type Row, rowOf, valuesAtPositions, writtenAt } from './row.ts'

export interface AnalyseOptions {
  /** A value never to be crossed, for the projection. */
  limit: number | null
  /** Null: `positive` where no value is below or at zero, else `real`. */
  family: Family | null
  /** Whose public holidays are left out, as `DE-BE`; null: nobody's. */
  calendar?: string | null
}

export interface AnalysedChange
  extends Pick<RegimeChange, 'kind' | 'kindProbability' | 'alternative' | 'direction' | 'effect'> {
  onset: Moment
  /** When a later change brought the series back; null: it did not. */
  until: Moment | null
  /** It is such a return. */
  back: boolean
  /** Of a slope: when it levelled out or turned; null: it did not. */
  ended: Moment | null
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

/** What happened, once. */
export interface AnalysedEvent {
  kind: ChangeKind
  direction: Direction
  since: Moment
  /** The change as it is seen looking back; null: a live run alone would have raised it. */
  change: AnalysedChange | null
  /** Its size: looking back, else as a live run saw it when it was raised; null where it has none, as a silence. */
  effect: Change['effect'] | null
  /** Levels without it and with it, or spreads. */
  from: number | null
  to: number | null
  /** The first alarm about it; null: seen looking back only. */
  reported: AnalysedAlarm | null
  /** When it was over; null: it was not, as far as the series goes. */
  over: Moment | null
  /** Of what is not seen looking back: z squared of its onset; null where it was not tested. */
  strength: number | null
}

/** The JSON form. */
export interface Analysis {
  n: number
  events: AnalysedEvent[]
  changes: AnalysedChange[]
  alarms: AnalysedAlarm[]
  /** Why a live run may be quiet though something changes; empty also while it has no baseline. */
  coverageGaps: readonly CoverageGap[]
}

export interface Analysed extends Analysis {
  /** Beyond the JSON form, for the table. */
  unit: string | null
  missing: number
  /** Rows on public holidays, which are not judged. */
  holidays: number
  bucket: Millis | null
  rhythm: Regimes['rhythm']
  period: number
  first: string | null
  last: string | null
  /** False: too few values, or too few events among them, to look back upon. */
  enough: boolean
  /** Whether a live run is of the hours, of which each holds several rows. */
  hourly: boolean
  warmingFor: number
  unfit: number
}

/** An alarm may be raised so long after what it is about was over; rows without a clock: so many. */
const PATIENCE = 2 * DAY
const PATIENCE_ROWS = 5

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

  const row = rowOf(file)
  const watched = monitorOptions(row, options)
  const hourly = byHour(row, watched.family)
  const live =
    hourly === null
      ? liveRun(row, watched, onShare)
      : hourly.restore(liveRun(hourly.row, { ...watched, bucket: HOUR }, onShare))
  const onHoliday = holidaysOf(row, watched)
  const regimes = describeRegimes(without(onHoliday, row), {
    limit: options.limit,
    clock: row.clock,
    onsets: live.alarms.filter(({ kind }) => isTested(kind)).map(({ onset }) => onset),
  })
  return {
    n,
    events: eventsOf(row, regimes, live),
    changes: regimes.changes.map(change => analysedChange(row, change)),
    alarms: live.alarms.map(analysedAlarm),
    coverageGaps: live.coverageGaps,
    unit: file.unit,
    missing,
    holidays: onHoliday.length,
    bucket: file.kind === 'moment' ? row.bucket : null,
    rhythm: regimes.rhythm,
    period: regimes.period,
    first: writtenAt(row, 0),
    last: writtenAt(row, n - 1),
    enough: regimes.enough,
    hourly: hourly !== null,
    warmingFor: live.warmingFor,
    unfit: live.unfit,
  }
}

function monitorOptions(row: Row, { family, limit, calendar }: AnalyseOptions): MonitorOptions {
  const positive = row.file.values.every(value => Number.isNaN(value) || value > 0)
  return {
    bucket: row.bucket,
    family: family ?? (positive ? 'positive' : 'real'),
    goodDirection: null,
    limit,
    zone: row.file.zone ?? undefined,
    calendar: row.file.kind === 'moment' ? (calendar ?? undefined) : undefined,
  }
}

/** Indices of the rows on public holidays. */
function holidaysOf({ file: { times } }: Row, { calendar, bucket }: MonitorOptions): number[] {
  if (calendar === undefined) return []
  return Array.from(times.keys()).filter(index => isHoliday(calendar, times[index] as number, bucket))
}

function without(rows: readonly number[], row: Row): Float64Array {
  const values = valuesAtPositions(row)
  for (const index of rows) values[row.positions[index] as number] = Number.NaN
  return values
}

function eventsOf(row: Row, { changes, strengths }: Regimes, { alarms }: LiveRun): AnalysedEvent[] {
  let tested = 0
  const raised = alarms.map(alarm => ({
    ...alarm,
    at: alarm.raised,
    strength: isTested(alarm.kind) ? (strengths[tested++] ?? null) : null,
    alarm,
  }))
  const patience = row.clock === null ? PATIENCE_ROWS : PATIENCE / row.bucket
  return reconcile(changes, raised, patience).map(({ change, alarms: own }) => {
    const [first] = own
    const kind = change?.kind ?? first?.kind ?? 'level'
    const direction = change?.direction ?? first?.alarm.seen?.direction ?? first?.direction ?? 'up'
    const reported = first === undefined ? null : analysedAlarm(first.alarm)
    if (change !== null) {
      const over = change.until === null ? null : momentAt(row, change.until)
      const { from, to, onset } = change
      const since = momentAt(row, onset)
      return {
        kind,
        direction,
        since,
        change: analysedChange(row, change),
        effect: change.effect,
        from,
        to,
        reported,
        over,
        strength: null,
      }
    }
    const onset = first?.onset ?? { value: 0, lower: 0, upper: 0 }
    const cleared = own.at(-1)?.cleared ?? null
    return {
      kind,
      direction,
      since: kindOf(kind).drawing === 'gap' ? gapMomentAt(row, onset) : momentAt(row, onset),
      change: null,
      effect: first?.alarm.seen?.effect ?? null,
      from: first?.alarm.seen?.from ?? null,
      to: first?.alarm.seen?.to ?? null,
      reported,
      over: cleared === null ? null : momentAt(row, exactly(cleared)),
      strength: first?.strength ?? null,
    }
  })
}

function exactly(value: number): Interval {
  return { value, lower: value, upper: value }
}

function analysedAlarm({ index, at, severity, kind, direction }: LiveAlarm): AnalysedAlarm {
  return { index, at, severity, kind, direction }
}

function analysedChange(row: Row, change: RegimeChange): AnalysedChange {
  const { kind, kindProbability, alternative, direction, effect, back } = change
  const moment = (interval: Interval | null): Moment | null =>
    interval === null ? null : momentAt(row, interval)
  return {
    kind,
    kindProbability,
    alternative,
    direction,
    onset: momentAt(row, change.onset),
    until: moment(change.until),
    back,
    ended: moment(change.ended),
    effect,
    breach: moment(change.breach),
  }
}
