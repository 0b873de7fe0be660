// Whether a series that is known by UTC moves with the clocks of some zone: asked where such clocks are set, and answered by its rhythm.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import { offsetsBetween } from '../../core/zones/zone-offsets.ts'
import { clockAt, type LocalClock } from './clock.ts'

/** Plain JSON. */
export interface ClockQuestion {
  readonly zone: string
  /** When its clocks are set, by how much, and what they were ahead of UTC before. */
  readonly at: Millis
  readonly shift: Millis
  readonly base: Millis
  /** Points since then, and how much more likely they are if the series has moved, in nats. */
  readonly points: number
  readonly log: number
}

/** One of each set of days on which clocks are set: the Americas, Europe, the south. */
const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Sydney'] as const
/** Some zone sets its clocks within a year. */
const AHEAD = 370 * DAY
/** It is asked for so many days, and answered at the end of a day: a level that has moved speaks for neither then. */
const LONGEST = 7
/** Log likelihood at which either answer is believed. */
const BELIEVED = 12
/** Standard deviations beyond which a distance counts as this. */
const FARTHEST = 5

/** The next question after a moment. */
export function questionAfter(moment: Millis): ClockQuestion | null {
  let first: ClockQuestion | null = null
  for (const zone of ZONES) {
    const [before, next] = offsetsBetween(zone, moment, moment + AHEAD)
    if (before === undefined || next === undefined || (first !== null && first.at <= next.at)) continue
    const base = before.offset
    first = { zone, at: next.at, shift: next.offset - base, base, points: 0, log: 0 }
  }
  return first
}

/** What a point says: its distances from the rhythm by UTC, and were the clocks moved; in standard deviations. */
export function weighClock(question: ClockQuestion, still: number, moved: number): ClockQuestion {
  const [one, other] = [Math.min(Math.abs(still), FARTHEST), Math.min(Math.abs(moved), FARTHEST)]
  const log = question.log + (one * one - other * other) / 2
  return { ...question, points: question.points + 1, log: Math.round(log * 1000) / 1000 }
}

/** The answer at the end of a day: `moved` is the clock that the series goes by from now on. */
export function answerOf(
  { zone, at, base, points, log }: ClockQuestion,
  slots: number,
  now: Millis,
): { moved: LocalClock | null } | null {
  if (points === 0 || points % slots !== 0) return null
  if (log > BELIEVED) return { moved: clockAt(zone, Math.max(at, now), base) }
  return log < -BELIEVED || points >= LONGEST * slots ? { moved: null } : null
}
