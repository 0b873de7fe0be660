// The points of a series as a row of scored numbers: what a description reads, bounded in length.
import type { Millis } from '../../core/clock.ts'
import { clamp, type DescribeInput, isScorable, toScale } from '../evidence/score.ts'

export interface Row {
  /** Whole positions in groups since the first point; a jump of more than one is a gap. */
  positions: Float64Array
  /** In standard deviations of the baseline from its centre. */
  values: Float64Array
  /** Start of each value's first bucket. */
  at: Float64Array
  /** Width of one position. */
  step: Millis
  /** Autocorrelation at one position. */
  phi: number
  /** Indices at which the change may have begun: after the baseline, not after the alarm. */
  from: number
  to: number
  /** How many values' worth is known of the level before, beyond the values here. */
  anchor: number
  /** End of the last bucket. */
  now: Millis
}

/** When a change began: indices into the row. */
export interface Onset {
  index: number
  lower: number
  upper: number
}

/** Beyond this many values neighbours are averaged in twos, fours and so on. */
const LONGEST = 4096
/** The longest baseline that is read along with what follows it: what detection itself freezes. */
const BASELINE = 336
/** No score lies further out, so that no square overflows. */
const FARTHEST = 1e9
/** Autocorrelation from which a description could no longer tell a level from its noise. */
const PHI_CAP = 0.97

export function readRow({ points, alarm, options, baseline }: DescribeInput): Row {
  const at: number[] = []
  const values: number[] = []
  let before = 0
  for (const point of points) {
    if (point.value === null || point.at < baseline.from) continue
    if (!isScorable(options.family, point.value)) continue
    const score =
      (toScale(baseline.scale, point.value) - baseline.center) / (baseline.sigma > 0 ? baseline.sigma : 1)
    if (point.at < baseline.to) before++
    at.push(point.at)
    values.push(clamp(score, -FARTHEST, FARTHEST))
  }
  const start = Math.max(0, before - BASELINE)
  const group = 2 ** Math.max(0, Math.ceil(Math.log2((at.length - start) / LONGEST)))
  const phi = Math.min(Math.max(baseline.phi, 0), PHI_CAP)
  const step = options.bucket * group
  const origin = at[start] ?? baseline.to
  const cells = new Map<number, { at: Millis; sum: number; n: number }>()
  for (let i = start; i < at.length; i++) {
    const place = Math.floor(((at[i] as number) - origin) / step + 1e-9)
    const cell = cells.get(place) ?? { at: at[i] as number, sum: 0, n: 0 }
    cell.sum += values[i] as number
    cell.n++
    cells.set(place, cell)
  }
  const starts = Float64Array.from(cells.values(), cell => cell.at)
  const known = starts.findIndex(time => time >= baseline.to)
  const from = Math.max(1, known === -1 ? starts.length : known)
  const past = starts.findIndex(time => time > alarm.at)
  return {
    positions: Float64Array.from(cells.keys()),
    values: Float64Array.from(cells.values(), cell => cell.sum / cell.n),
    at: starts,
    step,
    phi: groupedPhi(phi, group),
    from,
    to: past === -1 ? starts.length : past,
    anchor:
      Math.max(0, Math.min(BASELINE, baselineLength(baseline, options.bucket)) - (before - start)) / group,
    now: (points.at(-1)?.at ?? alarm.at) + options.bucket,
  }
}

function baselineLength(baseline: DescribeInput['baseline'], bucket: Millis): number {
  return (baseline.to - baseline.from) / bucket
}

/** Lag-1 autocorrelation of means of m neighbours of an AR(1) (Amemiya and Wu 1972). */
function groupedPhi(phi: number, m: number): number {
  if (m === 1 || phi === 0) return phi
  const power = phi ** m
  return (phi * (1 - power) ** 2) / (m * (1 - phi * phi) - 2 * phi * (1 - power))
}
