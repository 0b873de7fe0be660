// When a table was looked at, and when it was not: an outage, of the source or of slowburn, makes no row of the source late.
import type { Millis } from '../../../core/clock.ts'
import { DAY, MINUTE } from '../../../core/duration.ts'

/** Plain JSON, of bounded size. */
export interface Looks {
  /** About how long it usually is from one look to the next. */
  every: Millis
  /** When nobody looked although it was time, oldest first. */
  away: readonly Gap[]
}

interface Gap {
  from: Millis
  until: Millis
}

const NEVER: Looks = { every: 0, away: [] }

/** A gap is an outage where it is longer than this, and than so many usual ones. */
const LONGEST_USUAL: Millis = 5 * MINUTE
const USUAL_TIMES = 3

/** Rows are found by comparison within a day or so. */
const REMEMBERED: Millis = 2 * DAY
const MOST_GAPS = 20

/** After a look at `at`; the one before was at `before`, null where there was none. */
export function lookedAt(looks: Looks = NEVER, before: Millis | null, at: Millis): Looks {
  const gap = before === null ? 0 : at - before
  if (before === null || gap <= 0) return looks
  const isOutage = gap > Math.max(LONGEST_USUAL, USUAL_TIMES * looks.every)
  const recent = looks.away.filter(({ until }) => at - until <= REMEMBERED)
  return {
    // Another interval is learned within some looks; an outage alone is not.
    every: Math.min(gap, 2 * Math.max(looks.every, MINUTE)),
    away: isOutage ? [...recent, { from: before, until: at }].slice(-MOST_GAPS) : recent,
  }
}

/** Of the time between two moments, how much was no outage. */
export function watchedBetween({ away }: Looks = NEVER, from: Millis, to: Millis): Millis {
  const missed = away.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(to, gap.until) - Math.max(from, gap.from)),
    0,
  )
  return Math.max(0, to - from - missed)
}
