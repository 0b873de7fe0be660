// Whether an earlier card held: what it said, against plants at moments that came after it.
import type { Card } from '../../../detection/sensitivity.ts'
import { followedOf } from './card.ts'
import { courseOf, type Plotted } from './course.ts'

export interface Held {
  /** Later plants of a size for which the card gave a range, and how many took as long as it said. */
  of: number
  inside: number
}

/** Later moments that are looked at. */
const MOST = 20

/** A plant that was followed in vain for less long than the range reaches says nothing, and does not count. */
export function heldBy(before: Card, plotted: Plotted): Held {
  const course = courseOf(plotted, MOST, before.upTo)
  const held = { of: 0, inside: 0 }
  for (const { share, delays } of before.sizes) {
    const range = delays?.range ?? null
    if (range === null) continue
    for (const { after, reported } of followedOf(share, course, plotted)) {
      if (!reported && after < (range.upper ?? Number.POSITIVE_INFINITY)) continue
      held.of += 1
      if (after >= range.lower && after <= (range.upper ?? Number.POSITIVE_INFINITY)) held.inside += 1
    }
  }
  return held
}
