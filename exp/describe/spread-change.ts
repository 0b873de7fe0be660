// Whether the spread of a series changed rather than its level, and whether only its tail did.
import { sortedQuantile, spreadOf } from '../../stats/segmentation/segment-robust.ts'
import { fitScale, type ScaleFit } from '../../stats/segmentation/segment-scale.ts'
import { fitShift, innovations, massInterval, type ShiftFit } from '../../stats/segmentation/segment-shift.ts'
import type { Direction } from '../change.ts'
import type { Row } from './row.ts'

export interface SpreadFit extends ScaleFit {
  /** Size of the noise at each value, relative to that before the change. */
  noise: Float64Array
  /** Standard deviations before and after, in those of the baseline. */
  before: number
  after: number
}

/**
 * Least mean absolute deviation that counts as ordinary noise, in standard deviations of the baseline: half of
 * a normal's. The baseline of a rare event is all zeros, yet its standard deviation is not.
 */
const LEAST_SPREAD = 0.4
/** A spread is not measured on fewer values than this. */
const FEWEST_BEFORE = 8

/** Fits one change of spread in the innovations about the mean that `mean` describes. */
export function fitSpread(
  row: Row,
  values: Float64Array,
  mean: ShiftFit,
  sign: -1 | 0 | 1,
): SpreadFit | null {
  if (row.from < FEWEST_BEFORE) return null
  const residuals = residualsOf(row, values, mean)
  const noise = innovations(row.positions, residuals, row.phi)
  const fit = fitScale(noise, {
    from: row.from,
    to: row.to,
    sign,
    least: LEAST_SPREAD * Math.sqrt(1 - row.phi ** 2),
  })
  if (fit === null) return null
  const start = row.from + massInterval(fit.mass, 0.5).median
  const ratio = Math.exp(fit.logRatio.value)
  const before = widthOf(residuals.subarray(0, start))
  return { ...fit, noise: noise.map((_, i) => (i < start ? 1 : ratio)), before, after: before * ratio }
}

/** Where more than half of the values are the same, their quantiles see no width: then by the squares. */
function widthOf(residuals: Float64Array): number {
  const robust = spreadOf(residuals)
  if (robust > 0 || residuals.length === 0) return robust
  return Math.sqrt(residuals.reduce((sum, value) => sum + value * value, 0) / residuals.length)
}

/** Share of the values that make a tail. */
export const TAIL = 0.02

/** Fits one step in how often the values lie in the baseline's tail on the side of `direction`. */
export function fitTail(row: Row, direction: Direction): ShiftFit | null {
  const side = direction === 'up' ? 1 : -1
  const older = row.values.slice(0, row.from).sort()
  const edge = sortedQuantile(older, side === 1 ? 1 - TAIL : TAIL)
  return fitShift('step', {
    positions: row.positions,
    values: row.values.map(value => (side * (value - edge) > 0 ? 1 : 0)),
    phi: row.phi,
    noise: null,
    from: row.from,
    to: row.to,
    sign: 1,
    anchor: 0,
    reach: 3,
  })
}

function residualsOf(row: Row, values: Float64Array, mean: ShiftFit): Float64Array {
  const start = row.from + massInterval(mean.mass, 0.5).median
  const first = row.positions[start] as number
  const last = row.positions.at(-1) as number
  return values.map((value, i) => {
    if (i < start) return value - mean.before.value
    const share = mean.shape === 'step' ? 1 : ((row.positions[i] as number) - first + 1) / (last - first + 1)
    return value - mean.before.value - share * mean.effect.value
  })
}
