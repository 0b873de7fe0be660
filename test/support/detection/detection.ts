// Seeded random series for the tests and benches of detection: the same seed gives the same numbers.
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import type { MonitorOptions, MonitorState, Verdict } from '../../../src/detection/change.ts'
import type { Describe } from '../../../src/detection/evidence/score.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import type { Point } from '../../../src/series/series.ts'

export type Random = () => number

/** Uniform on [0, 1): Mulberry32. */
export function random(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Standard normal: Box and Muller. */
export function normal(uniform: Random): Random {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** A stationary AR(1) of unit variance. */
export function autoregressive(uniform: Random, phi: number): Random {
  const gauss = normal(uniform)
  let level = gauss()
  return () => {
    const now = level
    level = phi * level + Math.sqrt(1 - phi * phi) * gauss()
    return now
  }
}

/** Knuth's method up to 50, a rounded normal beyond. */
export function poisson(uniform: Random, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(uniform)()))
  let count = 0
  let left = Math.log(1 - uniform()) + mean
  while (left > 0) {
    count += 1
    left += Math.log(1 - uniform())
  }
  return count
}

export function point(at: Millis, value: number | null, n = 1): Point {
  return { at, value, lower: value, upper: value, n }
}

export function hourly(count: number, value: (index: number) => number | null, n = 1): Point[] {
  return Array.from({ length: count }, (_, index) => point(index * HOUR, value(index), n))
}

export const HOURLY: MonitorOptions = { bucket: HOUR, family: 'real', goodDirection: null, limit: null }

const unused: Describe = () => {
  throw new Error('this test does not describe')
}

export const monitor = createMonitor({ describe: unused })

/** Feeds all points; gives every verdict and the last state. */
export function watch(
  options: MonitorOptions,
  points: readonly Point[],
): { verdicts: Verdict[]; state: MonitorState } {
  let state = monitor.start(options)
  const verdicts = points.map(each => {
    const [next, verdict] = monitor.observe(state, each)
    state = next
    return verdict
  })
  return { verdicts, state }
}

export interface Raised {
  index: number
  /** Who raised it. */
  detector: string | undefined
  kind: string
  direction: string
  severity: string
}

/** Who said what at which point, for the message of a test that wants less said. */
export function spoke(some: readonly (Raised | undefined)[]): string {
  const words = some.map(one =>
    one === undefined
      ? 'nothing'
      : `the detector ${one.detector}: ${one.kind} ${one.direction} (${one.severity}) at point ${one.index}`,
  )
  return `${some.length} raised: ${words.join('; ')}`
}

/** The verdicts at which something new was shown, with the index of their point. */
export function raised(verdicts: readonly Verdict[]): Raised[] {
  return verdicts.flatMap((verdict, index) =>
    verdict.status === 'alarm' && verdict.raised
      ? [
          {
            index,
            detector: verdict.alarm.detector,
            kind: verdict.alarm.kind,
            direction: verdict.alarm.direction,
            severity: verdict.alarm.severity,
          },
        ]
      : [],
  )
}
