// The scores of a series since its first point, packed two characters a bucket: what later looks at its baseline are taken from.
import type { Millis } from '../../core/clock.ts'
import { packWhole, unpackWholes } from '../evidence/packed.ts'

/** Plain JSON. */
export interface History {
  /** Start of the first bucket. */
  readonly from: Millis
  /** Scores are kept as distances from `origin` in `unit`s, finely near it and coarsely far away. */
  readonly origin: number
  readonly unit: number
  /** Buckets so far, those without a value included, and how many have one. */
  readonly buckets: number
  readonly have: number
  /** So many buckets share a cell, which holds their mean. */
  readonly group: number
  /** Sum and number of the values of the cell that is open. */
  readonly sum: number
  readonly open: number
  readonly cells: string
}

export interface Scored {
  readonly at: Millis
  readonly score: number
}

/** A gap of more buckets than this makes what was before it worthless. */
const LONGEST_GAP = 336
/** Half a unit is the bend between fine and coarse; 240 steps a logarithm: a five-hundredth of a unit near the origin. */
const BEND = 0.5
const STEPS = 240
const MIDDLE = 2048
const MOST = 4095
const EMPTY = packWhole(0, 2)

export function startHistory(from: Millis, origin: number, unit: number, group = 1): History {
  return { from, origin, unit: unit > 0 ? unit : 1, buckets: 0, have: 0, group, sum: 0, open: 0, cells: '' }
}

/** Null: the gap before the point is too long for what was before it to count. */
export function addScore(history: History, { at, score }: Scored, bucket: Millis): History | null {
  const place = Math.round((at - history.from) / bucket)
  const gap = place - history.buckets
  if (gap > LONGEST_GAP) return null
  if (gap < 0) return history
  const { group } = history
  const closed = Math.floor(place / group) - Math.floor((history.buckets - 1) / group)
  const fresh = history.buckets === 0 || closed > 0
  const cells = history.buckets === 0 ? '' : closedCells(history, closed)
  return {
    from: history.from,
    origin: history.origin,
    unit: history.unit,
    buckets: place + 1,
    have: history.have + 1,
    group,
    sum: fresh ? score : history.sum + score,
    open: fresh ? 1 : history.open + 1,
    cells: history.buckets === 0 ? EMPTY.repeat(Math.floor(place / group)) : cells,
  }
}

export function historyScores(
  { from, origin, unit, group, sum, open, cells }: History,
  bucket: Millis,
): Scored[] {
  const scores = unpackWholes(cells, 2).flatMap((cell, index) =>
    cell === 0
      ? []
      : [
          {
            at: from + index * group * bucket,
            score: origin + unit * BEND * Math.sinh((cell - MIDDLE) / STEPS),
          },
        ],
  )
  if (open > 0) scores.push({ at: from + (cells.length / 2) * group * bucket, score: sum / open })
  return scores
}

/** The same history with the means of so many buckets in a cell. */
export function coarser(history: History, bucket: Millis, group: number): History {
  let next: History | null = startHistory(history.from, history.origin, history.unit, group)
  for (const scored of historyScores(history, bucket))
    next = next === null ? null : addScore(next, scored, bucket)
  return next ?? startHistory(history.from, history.origin, history.unit, group)
}

/** The open cell and those without a value after it, up to the one that begins now. */
function closedCells({ cells, sum, open, origin, unit }: History, closed: number): string {
  if (closed === 0) return cells
  const bent = Math.asinh((sum / open - origin) / unit / BEND) * STEPS
  const cell = packWhole(Math.min(MOST, Math.max(1, MIDDLE + Math.round(bent))), 2)
  return cells + cell + (closed > 1 ? EMPTY.repeat(closed - 1) : '')
}
