// A point as the detectors take it in.
import type { Family } from '../../indicators/indicator.ts'

/** A point of the family's own kind: `n` is the number of trials of a proportion. */
export interface Value {
  at: number
  value: number
  n: number
}

/** Whether a family's points are counted events, with a likelihood of their own. */
export function isRate(family: Family): boolean {
  return family === 'proportion' || family === 'count'
}
