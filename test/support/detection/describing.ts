// Series whose truth is known, with the alarm and the baseline that a monitor would hand to the describer.
import { HOUR } from '../../../src/core/duration.ts'
import type { Random } from '../../../src/core/random.ts'
import type { Alarm, ChangeKind, MonitorOptions } from '../../../src/detection/change.ts'
import { type DescribeInput, scaleOf, toScale } from '../../../src/detection/evidence/score.ts'
import type { Point } from '../../../src/series/series.ts'

export const BASELINE = 336

/** A stationary AR(1) row of unit variance. */
export function ar1(random: Random, n: number, phi: number): number[] {
  let x = random.normal()
  return Array.from({ length: n }, (_, i) => {
    if (i > 0) x = phi * x + Math.sqrt(1 - phi * phi) * random.normal()
    return x
  })
}

function hourly(values: readonly (number | null)[]): Point[] {
  return values.map((value, i) => ({
    at: i * HOUR,
    value,
    lower: null,
    upper: null,
    n: value === null ? 0 : 1,
  }))
}

/** Describes the whole row: its first 336 hours are the baseline, its last hour raised the alarm. */
export function inputOf(
  values: readonly (number | null)[],
  alarm: Partial<Alarm> & { kind: ChangeKind },
  options: Partial<MonitorOptions> = {},
  phi = 0,
): DescribeInput {
  const family = options.family ?? 'real'
  const scale = scaleOf(family)
  const scored = values.slice(0, BASELINE).flatMap(value => (value === null ? [] : [toScale(scale, value)]))
  const center = scored.reduce((sum, value) => sum + value, 0) / scored.length
  const sigma = Math.sqrt(scored.reduce((sum, value) => sum + (value - center) ** 2, 0) / scored.length)
  return {
    points: hourly(values),
    alarm: { at: (values.length - 1) * HOUR, severity: 'watch', direction: 'up', evidence: 12, ...alarm },
    options: { bucket: HOUR, goodDirection: null, limit: null, ...options, family },
    baseline: { from: 0, to: BASELINE * HOUR, center, sigma, phi, scale },
  }
}
