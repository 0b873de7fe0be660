// One value as it would be had the usual one moved to another: counts stay counts, and proportions stay k of n.
import type { Random } from '../../../core/random.ts'
import { fromScale, scaleOf, toScale } from '../../../detection/evidence/score.ts'
import type { Point } from '../../../series/series.ts'
import type { Ground, Size } from './plant.ts'

/** Where the usual value goes, in the unit of the indicator: never below 0 but of a real number, never above 1 of a proportion. */
export function targetOf(size: Size, { family, typical, direction }: Ground): number {
  const { center, sigma } = typical
  const sign = direction === 'up' ? 1 : -1
  const scale = scaleOf(family)
  if ('sigmas' in size) return fromScale(scale, toScale(scale, center) + sign * size.sigmas * sigma)
  if ('points' in size) return Math.min(1, Math.max(0, center + sign * size.points))
  if (family === 'real') return center + sign * size.share * Math.abs(center)
  const target = center * (1 + sign * size.share)
  return family === 'proportion' ? Math.min(1, Math.max(0, target)) : Math.max(0, target)
}

/** The point as it would be; one without a value stays without. */
export function moved(point: Point, target: number, ground: Ground): Point {
  const { value } = point
  if (value === null) return point
  return withValue(point, movedValue(value, point.n, target, ground))
}

/** What is known of its uncertainty moves along. */
export function withValue(point: Point, value: number): Point {
  if (point.value === null) return point
  const by = value - point.value
  const along = (limit: number | null): number | null => (limit === null ? null : limit + by)
  return { ...point, value, lower: along(point.lower), upper: along(point.upper) }
}

function movedValue(
  value: number,
  n: number,
  target: number,
  { family, typical: { center }, random }: Ground,
): number {
  if (family === 'real') return value + (target - center)
  if (family === 'positive') return center > 0 ? value * (target / center) : target
  if (family === 'count') {
    if (target <= center) return kept(value, center > 0 ? target / center : 1, random)
    return value + poisson(center > 0 ? value * (target / center - 1) : target, random)
  }
  const successes = Math.round(value * n)
  if (n < 1) return value
  if (target <= center) return kept(successes, center > 0 ? target / center : 1, random) / n
  const share = center < 1 ? (target - center) / (1 - center) : 0
  return (successes + kept(n - successes, share, random)) / n
}

/** How many of so many are left where each stays with the same probability. */
function kept(count: number, probability: number, random: Random): number {
  if (count > MANY) {
    const spread = Math.sqrt(count * probability * (1 - probability))
    return clampCount(count * probability + spread * random.normal(), count)
  }
  let left = 0
  for (let k = 0; k < count; k++) if (random.chance(probability)) left += 1
  return left
}

function poisson(mean: number, random: Random): number {
  if (mean > MANY) return clampCount(mean + Math.sqrt(mean) * random.normal(), Number.MAX_SAFE_INTEGER)
  let count = 0
  for (let at = random.exponential(1); at < mean; at += random.exponential(1)) count += 1
  return count
}

/** Beyond this many the normal approximation is right to a few in a thousand. */
const MANY = 1000

function clampCount(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(value)))
}
