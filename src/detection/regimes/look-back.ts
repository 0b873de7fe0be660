// A whole series looked back upon: the segmenter's regimes as moments. A description only; it never raises an alarm.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import type { Point } from '../../series/series.ts'
import type { Alarm, Change, ChangeKind, Direction } from '../change.ts'
import { isHoliday } from '../rhythm/holidays.ts'
import { reconcile } from './reconcile.ts'
import { isTested, type RegimeChange } from './regime.ts'
import { describeRegimes } from './segmenter.ts'

/** Plain JSON. */
export interface LookBack {
  /** Start of the first and of the last bucket that was looked at. */
  from: Millis
  to: Millis
  /** Buckets with a number. */
  points: number
  /** Length of the season that was set aside; 0: none. */
  season: Millis
  /** What separates the regimes, oldest first; empty: one regime. */
  changes: RegimeMoment[]
  /** Levels and slopes that were raised, and are not to be seen looking back. */
  unconfirmed: Unconfirmed[]
}

/** A change of regime with moments in place of indices. */
export type RegimeMoment = RegimeChange

/** An alarm that looking back does not bear out: z squared of its onset, null where it could not be tested. */
export interface Unconfirmed {
  kind: ChangeKind
  direction: Direction
  at: Millis
  onset: Interval
  strength: number | null
}

export interface LookBackOptions {
  limit: number | null
  /** Whose clocks the rhythm goes by. */
  zone: string
  /** Whose public holidays are left out. */
  calendar?: string | undefined
  /** What was raised on the series, oldest first. */
  raised: ReadonlyArray<{ alarm: Alarm; change: Pick<Change, 'onset'> }>
}

/** A year of hours and more; older points are left out. */
const MOST_BUCKETS = 10_000
/** Fewer numbers than this hold no two regimes of five. */
const FEWEST = 10
/** An alarm may be raised so long after what it is about was over. */
const PATIENCE = 2 * DAY

/** `points` oldest first. Null where there are too few numbers to part. */
export function lookBack(
  points: readonly Point[],
  bucket: Millis,
  { limit, zone, calendar, raised }: LookBackOptions,
): LookBack | null {
  const last = points.at(-1)
  if (last === undefined) return null
  const recent = points.filter(({ at }) => (last.at - at) / bucket < MOST_BUCKETS)
  const from = recent[0]?.at ?? last.at
  const row = new Float64Array(Math.round((last.at - from) / bucket) + 1).fill(Number.NaN)
  for (const { at, value } of recent) {
    if (value !== null && Number.isFinite(value) && !isHoliday(calendar, at, bucket))
      row[Math.round((at - from) / bucket)] = value
  }
  const known = row.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)
  if (known < FEWEST) return null
  const seen = raised.filter(({ alarm, change }) => alarm.at >= from && change.onset.value >= from)
  const index = (at: Millis): number => Math.round((at - from) / bucket)
  const found = describeRegimes(row, {
    limit,
    clock: { start: from, bucket, zone },
    onsets: seen.filter(({ alarm }) => isTested(alarm.kind)).map(({ change }) => mapped(change.onset, index)),
  })
  const moment = (at: number): Millis => Math.round(from + at * bucket)
  const inMoments = (interval: Interval | null): Interval | null =>
    interval === null ? null : mapped(interval, moment)
  const changes = found.changes.map(change => ({
    ...change,
    onset: mapped(change.onset, moment),
    until: inMoments(change.until),
    ended: inMoments(change.ended),
    breach: inMoments(change.breach),
  }))
  let tested = 0
  const alarms = seen.map(({ alarm, change }) => ({
    kind: alarm.kind,
    direction: alarm.direction,
    at: alarm.at,
    onset: change.onset,
    strength: isTested(alarm.kind) ? (found.strengths[tested++] ?? null) : null,
  }))
  return {
    from,
    to: last.at,
    points: known,
    season: found.period * bucket,
    changes,
    unconfirmed: reconcile(changes, alarms, PATIENCE).flatMap(({ change, alarms: own }) =>
      change === null ? own.filter(({ kind }) => isTested(kind)).slice(0, 1) : [],
    ),
  }
}

function mapped({ value, lower, upper }: Interval, of: (at: number) => number): Interval {
  return { value: of(value), lower: of(lower), upper: of(upper) }
}
