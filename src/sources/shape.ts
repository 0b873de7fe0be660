// What a source must be before anything is asked of it.
import { DAY } from '../core/duration.ts'

const YEAR = 365 * DAY

/** Says what is wrong with how late facts may be; null if nothing. */
export function faultOfLateness(lateness: unknown): string | null {
  const isGood = typeof lateness === 'number' && lateness >= 0 && lateness <= YEAR
  return isGood ? null : '`lateness` is no number of milliseconds from 0 to a year'
}
