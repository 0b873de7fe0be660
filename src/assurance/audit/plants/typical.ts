// What is usual for a series: its middle and its spread, by the median, on the scale on which its family is compared.
import { fromScale, isScorable, scaleOf, toScale } from '../../../detection/evidence/score.ts'
import type { Family } from '../../../indicators/indicator.ts'
import type { Point } from '../../../series/series.ts'
import { medianOf } from '../../../stats/median.ts'

export interface Typical {
  /** In the unit of the indicator. */
  center: number
  /** Standard deviation on the scale of the family, by the median absolute deviation; above 0. */
  sigma: number
  /** Median of what a value rests on. */
  n: number
}

/** Points before a moment by which it is known what is usual then: four weeks of hours. */
export const USUAL = 672

/** MAD times this is the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826022185056018

/** Fewer values say too little of what is usual. */
const FEWEST = 14

/** Null where there are too few values. */
export function typicalOf(points: readonly Point[], family: Family): Typical | null {
  const known = points.flatMap(({ value, n }) =>
    value === null || !isScorable(family, value) ? [] : [{ value, n }],
  )
  if (known.length < FEWEST) return null
  const scale = scaleOf(family)
  const scores = known.map(({ value }) => toScale(scale, value))
  const middle = medianOf(scores)
  const spread = medianOf(scores.map(score => Math.abs(score - middle))) * MAD_TO_SIGMA
  const n = medianOf(known.map(one => one.n))
  const center = fromScale(scale, middle)
  return { center, sigma: Math.max(spread, leastOf(family, center, n)), n }
}

/** Where most values are equal the deviation is what one event more makes of it. */
function leastOf(family: Family, center: number, n: number): number {
  if (family === 'proportion') return 1 / (2 * Math.sqrt(Math.max(1, n)))
  if (family === 'count') return 1
  return family === 'positive' ? SAME : Math.max(Math.abs(center), 1) * SAME
}

const SAME = 0.01
