// Nothing comes any more: buckets close without a value.
import type { Point } from '../../../series/series.ts'
import { EVERY_FAMILY, type Plant } from './plant.ts'

export const missing: Plant = {
  name: 'missing',
  words: 'values stop coming',
  kinds: ['missing', 'level'],
  gross: null,
  must: true,
  families: EVERY_FAMILY,
  within: 168,
  unfit: past => (pauses(past) ? 'is without a value more often than in one bucket of five' : null),
  apply: (future, _, { family }) =>
    future.map(({ at }) => ({ at, value: family === 'count' ? 0 : null, lower: null, upper: null, n: 0 })),
}

/** Of a series that often pauses nobody can say soon that it has stopped. */
function pauses(past: readonly Point[]): boolean {
  const without = past.filter(({ value, n }) => value === null || n === 0).length
  return without > past.length / 5
}
