// The same value comes again and again, as from a gauge that is not written any more.
import type { Point } from '../../../series/series.ts'
import type { Plant } from './plant.ts'

export const stuck: Plant = {
  name: 'stuck',
  words: 'value does not change any more',
  kinds: ['stuck'],
  gross: null,
  must: true,
  families: ['positive', 'real'],
  within: 72,
  unfit: past => (repeats(past) ? 'repeats its values by nature' : null),
  apply: (future, _, { typical }) => {
    const first = future.find(({ value }) => value !== null)
    if (first === undefined) return [...future]
    return future.map(({ at }) => ({ ...first, at, value: first.value ?? typical.center }))
  },
}

/** Fewer than four in five of its values are unlike the one before. */
function repeats(past: readonly Point[]): boolean {
  const values = past.flatMap(({ value }) => value ?? [])
  const same = values.filter((value, k) => k > 0 && value === values[k - 1]).length
  return same > values.length / 5
}
