// What looking back says of a row: what changed, in order, in its own unit.
import type { Interval } from '../../core/interval.ts'
import type { ChangeKind, Direction } from '../change.ts'

/** One change of regime. Times are 0-based indices of the row. Intervals: onset and end 90 %, effect and breach 95 %. */
export interface RegimeChange {
  kind: 'level' | 'slope' | 'variance'
  /** How probable it is that the kind is right, and what it may as well be; null at odds of three to one or more. */
  kindProbability: number
  alternative: 'level' | 'slope' | null
  direction: Direction
  /** First index of the new regime; 0 with a slope: it began before the row, or by `upper`. */
  onset: Interval
  /** When a later change, or the end of an episode, brought the row back; null: not in this row. */
  until: Interval | null
  /** It is such a return. */
  back: boolean
  /** Of a slope: when it levelled out or turned; null: not in this row, and of every other kind. */
  ended: Interval | null
  effect: {
    /** Of a level: the step. Of a slope: how far it went, from the level before it to that at its end. */
    absolute: Interval
    /** Null where the row is not positive throughout. */
    relative: Interval | null
    /** In standard deviations of the noise. */
    sigma: number
  }
  /** Just before the change and with it: at once where it is a level, at its end where it is a slope; of a variance, the spreads. */
  from: number
  to: number
  breach: Interval | null
}

/** By what the clocks show; `cycle`: of a length that is no day or week. */
export type RhythmName =
  | 'none'
  | 'hour of the day'
  | 'hour and whether it is a weekend'
  | 'hour of the week'
  | 'weekday or weekend'
  | 'day of the week'
  | 'cycle'

export interface Regimes {
  /** What is told: only changes whose size is clear. */
  changes: RegimeChange[]
  /** Indices at which regimes meet, those included whose size is not clear. */
  boundaries: number[]
  /** Length of the season that was set aside; 0: none. */
  period: number
  rhythm: RhythmName
  /** Of each onset that was given: z squared where it was weakest; null where it was found without, or could not be tested. */
  strengths: Array<number | null>
  /** False: too few values, or too few events among them, to judge. */
  enough: boolean
}

/** A kind is reported with high confidence from these odds on, three to one. */
export const SURE = 0.75
/** Half of a 95 % interval, in standard errors. */
export const HALF = 1.96
/** Effects are told up to this many standard deviations. */
const MOST_SIGMAS = 1e9

/** No noise to compare with makes no infinite number. */
export function inSigmas(effect: number, sigma: number): number {
  const ratio = sigma > 0 ? effect / sigma : 0
  return Math.min(Math.max(ratio, -MOST_SIGMAS), MOST_SIGMAS)
}

/** Whether an interval leaves no doubt of the sign. */
export function isClear({ lower, upper }: Interval): boolean {
  return lower > 0 || upper < 0
}

/** Whether a size leaves no doubt of its sign, and has the one that its word says. */
export function agrees({ value, lower, upper }: Interval, direction: Direction): boolean {
  return isClear({ value, lower, upper }) && (direction === 'up') === value > 0
}

/** Whether looking back tests the onset of such an alarm: of an hour, a tail, a burst or a spread it can say nothing by itself. */
export function isTested(kind: ChangeKind): boolean {
  return kind === 'level' || kind === 'slope'
}

/** Null where there is no ratio; never below -100 %, which is all there is of a positive quantity. */
export function relativeTo(absolute: Interval, from: number, positive: boolean): Interval | null {
  if (!positive || !(from > 0)) return null
  const ratio = (value: number): number => Math.max(value / from, -1)
  const relative = {
    value: ratio(absolute.value),
    lower: ratio(absolute.lower),
    upper: ratio(absolute.upper),
  }
  return Object.values(relative).every(Number.isFinite) ? relative : null
}
