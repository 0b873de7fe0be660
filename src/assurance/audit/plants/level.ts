// The level moves at once, and stays.
import { moved, targetOf } from './moved.ts'
import { EVERY_FAMILY, type Plant } from './plant.ts'

export const level: Plant = {
  name: 'level',
  words: 'level moves at once and stays',
  // Of a large step the first value may be reported as a burst, and what goes on as its level.
  kinds: ['level', 'burst'],
  gross: { sigmas: 8 },
  must: true,
  families: EVERY_FAMILY,
  within: 72,
  apply: (future, size, ground) => {
    if (size === null) return [...future]
    const target = targetOf(size, ground)
    return future.map(point => moved(point, target, ground))
  },
}
