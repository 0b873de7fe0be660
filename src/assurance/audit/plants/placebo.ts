// Nothing is planted: what is reported all the same is a false alarm, or what its own history would raise again.
import { EVERY_FAMILY, type Plant } from './plant.ts'

export const placebo: Plant = {
  name: 'placebo',
  words: 'future is as its past',
  kinds: [],
  gross: null,
  must: false,
  families: EVERY_FAMILY,
  within: 168,
  apply: future => [...future],
}
