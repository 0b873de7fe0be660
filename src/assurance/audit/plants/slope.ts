// The level creeps: as far as its size says in thirty days, and on from there.
import { DAY } from '../../../core/duration.ts'
import { moved, targetOf } from './moved.ts'
import { EVERY_FAMILY, type Plant } from './plant.ts'

const REACHED_IN = 30 * DAY

export const slope: Plant = {
  name: 'slope',
  words: 'level creeps, so far in thirty days',
  kinds: ['slope', 'level', 'burst'],
  gross: { sigmas: 40 },
  must: false,
  families: EVERY_FAMILY,
  within: 240,
  apply: (future, size, ground) => {
    if (size === null) return [...future]
    const { center } = ground.typical
    const far = targetOf(size, ground) - center
    const limit = ground.family === 'proportion' ? 1 : Number.POSITIVE_INFINITY
    return future.map(point => {
      const target = center + (far * (point.at + ground.bucket - ground.onset)) / REACHED_IN
      const within = ground.family === 'real' ? target : Math.min(limit, Math.max(0, target))
      return moved(point, within, ground)
    })
  },
}
