// What has come since evidence for a shift of the level began to gather: whether it is rather the spread that changed.
import { cumulativeStdNormalProbability } from 'simple-statistics'
import { watchThreshold } from '../../evidence/levels.ts'
import { clamp } from '../../evidence/score.ts'

/** From this power of a watch's evidence on the level may be moving: what lies far out then says nothing of a tail or an hour. */
const MOVING = 0.6

/** @param plain log evidence for a shift of the level under AR(1) alone */
export function isMoving(plain: number, bucket: number): boolean {
  return plain > MOVING * Math.log(watchThreshold(bucket))
}

/** Plain JSON, in thousandths: how many innovations, their sum and squares, how many lay above the level, and the squares of these. */
export interface Run {
  readonly count: number
  readonly sum: number
  readonly squares: number
  readonly above: number
  readonly upper: number
}

export const NO_RUN: Run = { count: 0, sum: 0, squares: 0, above: 0, upper: 0 }

/** Innovations beyond this count as this: one burst is no new spread. */
const FARTHEST = 5
const FEWEST = 6
/** Evidence for a mean beside the new spread beyond which the level is held to have moved too, in nats. */
const BESIDES = 6
/** Evidence beyond which the side away from the mean is held to be as narrow as it was, in nats: what is wide on one side alone moved. */
const NARROW = 3
/** A wider spread shows in the mean square of two days too: a run begins where values happened to be large. */
const WIDE = 1.9

export function addRun({ count, sum, squares, above, upper }: Run, innovation: number): Run {
  const value = clamp(innovation, -FARTHEST, FARTHEST)
  return {
    count: count + 1,
    sum: short(sum + value),
    squares: short(squares + value * value),
    above: above + (value > 0 ? 1 : 0),
    upper: short(upper + (value > 0 ? value * value : 0)),
  }
}

/** A state is kept as text, of which there is little room. */
function short(value: number): number {
  return Math.round(value * 1000) / 1000
}

/**
 * What accounts for a run better than a shift of the level, if anything does.
 *
 * @param lately mean square of the innovations of the last two days
 */
export function ratherThanLevel(run: Run, lately: number): 'variance' | 'tail' | undefined {
  if (ratherTail(run)) return 'tail'
  return ratherSpread(run, lately) ? 'variance' : undefined
}

/** Fewer do not tell where the bulk lies. */
const BULK = 30

/**
 * Whether a run has the mean of a shift but not its bulk: under a shift by its mean a share Phi(mean) of it would lie above the old
 * level; where the share is nearer to a half, a few values far out make the mean.
 */
function ratherTail({ count, sum, above }: Run): boolean {
  if (count < BULK) return false
  const mean = sum / count
  const expected = Math.abs(cumulativeStdNormalProbability(mean) - 0.5)
  const seen = (mean > 0 ? 1 : -1) * (above / count - 0.5)
  return expected > 1 / Math.sqrt(count) && seen < expected / 2
}

/**
 * Whether a wider spread about the old level accounts for a run better than another level of the old spread: by log likelihood
 * at the best of either, and where the level alone, judged by the new spread, would be no news.
 */
function ratherSpread(run: Run, lately: number): boolean {
  const { count, sum, squares } = run
  if (count < FEWEST || lately < WIDE) return false
  const mean = sum / count
  const square = squares / count
  if (square <= 1 || isOneSided(run)) return false
  const shift = (count * mean * mean) / 2
  const spread = (count * (square - 1 - Math.log(square))) / 2
  const left = Math.max(square - mean * mean, 1)
  return spread > shift && (count * mean * mean) / (2 * left) < BESIDES
}

/**
 * Whether those on the side away from the mean lie as near to the old level as ever: by log likelihood, held against the wider spread.
 * So it is where a few values before a large shift were already counted.
 */
function isOneSided({ count, sum, squares, above, upper }: Run): boolean {
  const [others, theirs] = sum > 0 ? [count - above, squares - upper] : [above, upper]
  const square = squares / count
  return (others * Math.log(square) - theirs * (1 - 1 / square)) / 2 > NARROW
}
