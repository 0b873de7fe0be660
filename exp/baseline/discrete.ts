// Rows of a few values that come again and again: no noise about a level, and not to be judged as such.
import type { Scored } from './history.ts'

/** A row of fewer different values than this, or most of which are one, is no row of noise. */
const FEWEST_VALUES = 7
const COMMONEST = 0.3

/** Whether a row takes so few values, or one of them so often, that it is no row of noise. */
export function isDiscrete(samples: readonly Scored[]): boolean {
  const counts = new Map<number, number>()
  for (const { score } of samples) counts.set(score, (counts.get(score) ?? 0) + 1)
  return counts.size < FEWEST_VALUES || Math.max(...counts.values()) > COMMONEST * samples.length
}
