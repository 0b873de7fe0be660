// Evidence that values far out come more often than they did: a tail that grows, on either side.
import { type Baseline, mayCluster } from '../baseline/baseline.ts'
import { isDiscrete } from '../baseline/discrete.ts'
import type { Direction } from '../change.ts'
import { baselineLength, PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import type { Detector, Evidence } from './detector.ts'
import { addMark, addPoint, evidenceOf, type Marks, marksBefore, NO_MARKS } from './shared/marks.ts'
import { isMoving } from './shared/since.ts'

/** One side. Plain JSON. */
interface Side extends Marks {
  /** Points since the last that was far out. */
  readonly since: number
  /** That they come more often, over 1. */
  readonly evidence: number
  /** While an alarm stands: the share of values far out before it, and log evidence that it is over. */
  readonly share: number
  readonly recovery: number
}

export interface TailState {
  readonly up: Side
  readonly down: Side
  /** Of the values that are not far out, the share beyond one standard deviation: in the baseline, and lately. */
  readonly usual: number
  readonly shoulders: number
}

/** So many innovations' standard deviations are far out. */
const FAR = 3
/** Bursts count once: after a value far out so many points say nothing of its side, and one nothing of the other: the memory of it overshoots. */
const REFRACTORY = 3
/** An alarm is over once the share is held to be less than so many times the one before it. */
const BACK = 2
const FEWEST = 100

/** That values far out come more often than before some moment, whatever their share was until then. docs/reference/detectors/tail.md */
export const tail: Detector<TailState> = {
  name: 'tail',
  kinds: ['tail'],
  pausedBy: ['level', 'slope', 'variance'],
  init: learn,
  step(state, { reading, options, plain, said, claims }, own) {
    const { raw } = reading
    const threshold = watchThreshold(options.bucket)
    const stepped: TailState = {
      up: step(state.up, raw, own?.direction === 'up'),
      down: step(state.down, -raw, own?.direction === 'down'),
      usual: state.usual,
      shoulders: shouldersAfter(state.shoulders, raw),
    }
    if (own === null && meanOf(stepped) < threshold) return [stepped, null]
    const elsewhere = claims.length > 0 || said.some(({ kind }) => kind === 'hour')
    if (own === null && (elsewhere || isMoving(plain(), options.bucket))) return [stepped, null]
    const next = own === null ? { ...stepped, up: fallen(stepped.up), down: fallen(stepped.down) } : stepped
    const mean = meanOf(next)
    if (own === null && mean < threshold) return [next, null]
    const [up, down] = [next.up.evidence, next.down.evidence]
    const direction: Direction = own?.direction ?? (up >= down ? 'up' : 'down')
    const log = Math.log(mean)
    const wider = own === null && isWider(next)
    const evidence: Evidence = {
      log,
      // Of a spread that widened, its own detector says whether it pages.
      pages: !wider && log >= Math.log(threshold * PAGE_OVER_WATCH),
      kind: 'tail',
      direction,
      rather: wider ? 'variance' : undefined,
      over: own !== null && next[direction].recovery >= Math.log(threshold),
    }
    return [next, evidence]
  },
  restart: cleared,
  relearn(state, baseline) {
    const anew = learn(baseline)
    if (anew === null) return state
    const keep = ({ marks, points }: Side, side: Side): Side => ({
      ...side,
      marks: Math.max(marks, side.gaps.length),
      points: Math.max(points, side.points),
    })
    return {
      up: keep(anew.up, state.up),
      down: keep(anew.down, state.down),
      usual: anew.usual,
      shoulders: state.shoulders,
    }
  },
  adopt: cleared,
}

function cleared(state: TailState): TailState {
  const clear = (side: Side): Side => ({ ...marksBefore(side), ...CLEAR, since: side.since })
  return { ...state, up: clear(state.up), down: clear(state.down) }
}

/** Points over which the shoulders are followed: two days of hours. */
const LATELY = 48
/** The share of the shoulders by which they are wider than they were: two of its standard errors. */
const WIDER = 0.09

function shouldersAfter(before: number, raw: number): number {
  const size = Math.abs(raw)
  if (size > FAR) return before
  return Math.round((before + ((size > 1 ? 1 : 0) - before) / LATELY) * 1e4) / 1e4
}

/** Where the shoulders have widened with the tails it is the spread that has. */
function isWider({ usual, shoulders }: TailState): boolean {
  return shoulders > usual + WIDER
}

const CLEAR = { evidence: 0, share: 0, recovery: 0 }

function learn({ model, innovations, samples, options }: Baseline): TailState | null {
  if (
    model.type === 'rate' ||
    mayCluster(model) ||
    innovations.length < Math.max(FEWEST, baselineLength(options.bucket)) ||
    isDiscrete(samples)
  )
    return null
  const side = (sign: 1 | -1): Side => {
    let marks = 0
    let points = 0
    let since = REFRACTORY
    for (const innovation of innovations) {
      // The baseline's innovations are clipped where the tail begins.
      const far = sign * innovation >= FAR
      if (since >= REFRACTORY) {
        points += 1
        if (far) marks += 1
      }
      since = sinceAfter(since, far, sign * innovation <= -FAR)
    }
    return { ...NO_MARKS, marks, points, since: Math.min(since, REFRACTORY), ...CLEAR }
  }
  const near = innovations.filter(innovation => Math.abs(innovation) <= FAR)
  const beyond = near.filter(innovation => Math.abs(innovation) > 1).length
  const usual = Math.round((beyond / Math.max(1, near.length)) * 1e4) / 1e4
  return { up: side(1), down: side(-1), usual, shoulders: usual }
}

function sinceAfter(since: number, far: boolean, other: boolean): number {
  return far ? 0 : Math.min(since + 1, other ? REFRACTORY - 1 : REFRACTORY)
}

function meanOf({ up, down }: TailState): number {
  return (up.evidence + down.evidence) / 2
}

/** Between values far out evidence only falls: how far is looked at where what it was would be enough, and nothing holds it back. */
function fallen(side: Side): Side {
  return side.open === 0 ? side : { ...side, evidence: evidenceOf(side) }
}

/** @param raw the innovation, upwards on this side */
function step(side: Side, raw: number, own: boolean): Side {
  const far = raw > FAR
  const since = sinceAfter(side.since, far, raw < -FAR)
  if (side.since < REFRACTORY) return { ...side, since }
  if (!far && !own) return passed(side, since)
  const marked = far ? addMark(side) : addPoint(side)
  const evidence = far ? evidenceOf(marked) : side.evidence
  if (!own) return { ...marked, since, evidence, share: 0, recovery: 0 }
  const share = side.share > 0 ? side.share : shareOf(marksBefore(marked))
  return { ...marked, since, evidence, share, recovery: Math.max(0, side.recovery - gainOf(share, far)) }
}

/** What most points come to: field by field, for copies of a spread are slow. */
function passed({ points, marks, gaps, open, evidence }: Side, since: number): Side {
  return { points: points + 1, marks, gaps, open: open + 1, since, evidence, share: 0, recovery: 0 }
}

function shareOf({ marks, points }: Marks): number {
  return Number(Math.min(0.25, (marks + 1) / (points + 1)).toPrecision(4))
}

/** Log likelihood under a share that is still larger over that under the one before. */
function gainOf(share: number, far: boolean): number {
  return far ? Math.log(BACK) : Math.log((1 - BACK * share) / (1 - share))
}
