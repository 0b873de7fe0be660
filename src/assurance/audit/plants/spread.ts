// Values spread wider about where they would lie: each is so much farther from what is usual.
import { fromScale, scaleOf, toScale } from '../../../detection/evidence/score.ts'
import { withValue } from './moved.ts'
import type { Plant } from './plant.ts'

/** As the share of a spread: 2 is three times as wide. */
const GROSS = 2

export const spread: Plant = {
  name: 'spread',
  words: 'values spread wider about the same level',
  kinds: ['variance', 'tail', 'burst'],
  gross: { share: GROSS },
  must: false,
  families: ['positive', 'real'],
  within: 336,
  apply: (future, size, { family, typical }) => {
    if (size === null) return [...future]
    const scale = scaleOf(family)
    const factor = 1 + ('share' in size ? size.share : GROSS)
    const middle = toScale(scale, typical.center)
    return future.map(point => {
      if (point.value === null) return point
      const score = middle + factor * (toScale(scale, point.value) - middle)
      return withValue(point, fromScale(scale, score))
    })
  },
}
