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

/** Of rounded values, nine in ten come again at least. */
const REPEATED = 0.9

/** The unit that values are rounded to: the smallest distance of two that come again; null where they hardly do. */
export function unitOf(values: readonly number[]): number | null {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const kinds = [...counts].filter(([, count]) => count > 1).map(([kind]) => kind)
  const again = kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0)
  if (kinds.length < 2 || again < REPEATED * values.length) return null
  const sorted = kinds.toSorted((a, b) => a - b)
  return Math.min(...sorted.slice(1).map((kind, index) => kind - (sorted[index] as number)))
}
