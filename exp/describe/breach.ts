// When a limit will be crossed if things go on as they are, or since when it has been.
import type { Interval } from '../../core/interval.ts'
import type { ShiftFit } from '../../stats/segmentation/segment-shift.ts'
import { type DescribeInput, toScale } from '../evidence/score.ts'
import type { Onset, Row } from './row.ts'

/** A trend is carried forward at most ten times as long as it has been seen: beyond, nobody knows. */
const FARTHEST = 10
const HALF = 1.96

/**
 * The crossing of `options.limit` as a moment with its 95 % interval. Null where there is no limit, where the
 * trend does not lead there with certainty, or where it would get there only after ten times its age.
 */
export function projectBreach(input: DescribeInput, row: Row, fit: ShiftFit, onset: Onset): Interval | null {
  const { baseline, options } = input
  if (options.limit === null) return null
  const limit =
    (toScale(baseline.scale, options.limit) - baseline.center) / (baseline.sigma > 0 ? baseline.sigma : 1)
  if (!Number.isFinite(limit)) return null
  const start = fit.before.value
  const side = Math.sign(limit - start)
  if (side === 0 || side !== Math.sign(fit.effect.value)) return null
  const togo = side * (limit - start - fit.effect.value)
  const at = (index: number): number => row.at[index] as number
  if (fit.shape === 'step') {
    return togo > 0 ? null : { value: at(onset.index), lower: at(onset.lower), upper: at(onset.upper) }
  }
  const rate = side * fit.rate.value
  const slow = rate - HALF * fit.rate.error
  const fast = rate + HALF * fit.rate.error
  if (!(slow > 0)) return null
  const seen = (row.now - at(onset.index)) / row.step
  const slack = HALF * fit.before.error
  const [near, far] = togo > 0 ? [fast, slow] : [slow, fast]
  const value = togo / rate
  if (value > FARTHEST * seen) return null
  const time = (steps: number): number => row.now + Math.max(steps, -seen) * row.step
  return {
    value: time(value),
    lower: time(Math.min(value, (togo - slack) / near)),
    upper: time(Math.max(value, (togo + slack) / far)),
  }
}
