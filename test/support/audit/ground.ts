// Where the tests of plants plant.
import type { Ground } from '../../../src/assurance/audit/plants/plant.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import type { Point } from '../../../src/series/series.ts'

export function groundOf(more: Partial<Ground> = {}): Ground {
  return {
    onset: 0,
    bucket: HOUR,
    family: 'positive',
    typical: { center: 100, sigma: 0.1, n: 20 },
    direction: 'up',
    random: randomStream(1, 'ground'),
    ...more,
  }
}

export function futurePoints(values: readonly (number | null)[], n = 20): Point[] {
  return values.map((value, hour) => ({ at: hour * HOUR, value, lower: value, upper: value, n }))
}

export function valuesOf(points: readonly Point[]): Array<number | null> {
  return points.map(({ value }) => value)
}
