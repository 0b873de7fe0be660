// How the bench looks at a series of a case, and how it writes figures.
import { DAY } from '../../src/core/duration.ts'
import { randomStream } from '../../src/core/random.ts'
import type { RegimeChange } from '../../src/detection/regimes/regime.ts'
import { describeRegimes } from '../../src/detection/regimes/segmenter.ts'
import type { Case } from './series.ts'

export const SEED = 20_261
export const START = Date.UTC(2026, 1, 16)
/** A level's change is found within a day. */
export const WITHIN_HOURS = 24

/** How many series of a case are looked at. */
export type Runs = (each: Case) => number

export function seriesOf(each: Case, run: number): number[] {
  return each.values(randomStream(SEED, each.name, run))
}

export function lookedAt(each: Case, values: readonly number[]): RegimeChange[] {
  return describeRegimes(values, { clock: { start: START, bucket: each.bucket, zone: 'UTC' } }).changes
}

export function named({ name, odd, bucket }: Case): string {
  return `${name}${bucket === DAY && !/daily|points/.test(name) ? ', daily' : ''}${odd ? ' (odd)' : ''}`
}

export function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`
}
