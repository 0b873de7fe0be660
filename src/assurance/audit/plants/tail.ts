// Some values lie far out, the more the larger its size: the share of buckets that do.
import { moved, targetOf } from './moved.ts'
import type { Plant } from './plant.ts'

/** How far out. */
const FAR = { sigmas: 6 }

export const tail: Plant = {
  name: 'tail',
  words: 'values lie far out now and then',
  kinds: ['tail', 'burst', 'variance', 'hour'],
  gross: { share: 0.2 },
  must: false,
  families: ['positive', 'real', 'count'],
  within: 168,
  apply: (future, size, ground) => {
    if (size === null || !('share' in size)) return [...future]
    const target = targetOf(FAR, ground)
    return future.map(point => (ground.random.chance(size.share) ? moved(point, target, ground) : point))
  },
}
