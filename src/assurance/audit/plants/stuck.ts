// The same value comes again and again, as from a gauge that is not written any more.
import type { Plant } from './plant.ts'

export const stuck: Plant = {
  name: 'stuck',
  words: 'value does not change any more',
  kinds: ['stuck'],
  gross: null,
  must: true,
  families: ['positive', 'real'],
  within: 72,
  apply: (future, _, { typical }) => {
    const first = future.find(({ value }) => value !== null)
    if (first === undefined) return [...future]
    return future.map(({ at }) => ({ ...first, at, value: first.value ?? typical.center }))
  },
}
