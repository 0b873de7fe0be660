// Nothing comes any more: buckets close without a value.
import { EVERY_FAMILY, type Plant } from './plant.ts'

export const missing: Plant = {
  name: 'missing',
  words: 'values stop coming',
  kinds: ['missing', 'level'],
  gross: null,
  must: true,
  families: EVERY_FAMILY,
  within: 168,
  apply: (future, _, { family }) =>
    future.map(({ at }) => ({ at, value: family === 'count' ? 0 : null, lower: null, upper: null, n: 0 })),
}
