// Evidence that values far out come more often than they did: a tail that grows, on either side.
import { doubles } from '../../core/doubles.ts'
import { type Baseline, mayCluster } from '../baseline/baseline.ts'
import { isDiscrete } from '../baseline/discrete.ts'
import type { Direction } from '../change.ts'
import { baselineLength, PAGE_OVER_WATCH, watchThreshold } from '../evidence/levels.ts'
import { LARGEST_EVIDENCE } from '../evidence/mixture.ts'
import type { Detector, Evidence } from './detector.ts'
import { isMoving } from './shared/since.ts'

/** One side. Plain JSON. */
interface Side {
  /** Values far out and values in all, as far as they count; from the baseline on, while nothing is in the making. */
  readonly hits: number
  readonly count: number
  /** Points since the last that was far out. */
  readonly since: number
  /** By how much more often; in ten-thousandths, as far as they matter. */
  readonly evidence: readonly number[]
  /** Log evidence that it is over, while an alarm stands. */
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
/** How many times as often, in odds. */
const TIMES = [2, 4, 8] as const
/** Bursts count once: after a value far out so many points say nothing of its side, and one nothing of the other: the memory of it overshoots. */
const REFRACTORY = 3
/** Tails may raise a quarter of the false alarms that the level may. */
const SHARE = 4
/** The share is held to be so many standard errors larger than it was seen to be, and one value more. */
const TOLERANCE = 0.8
/** No value multiplies the evidence by more. */
const MOST = 8
/** Below this power of a watch's evidence the share is still being learned; whatever a watch is, it is so of the rarest below so much. */
const CALM = 0.6
const PER_GRAIN = 1e4
const SURELY_CALM = 63 * PER_GRAIN
/** Beyond this many ten-thousandths evidence is not rounded. */
const SHORT = 1e10
const LARGEST = LARGEST_EVIDENCE * PER_GRAIN
const FEWEST = 100

/**
 * For either side and for two, four and eight times the odds, `R <- (1 + R) x likelihood ratio` of a Bernoulli of "far out".
 * docs/reference/detectors/tail.md
 */
export const tail: Detector<TailState> = {
  name: 'tail',
  kinds: ['tail'],
  pausedBy: ['level', 'slope', 'variance'],
  init: learn,
  step(state, { reading, options, plain, said, claims }, own) {
    const { raw } = reading
    const threshold = watchThreshold(options.bucket)
    const next = {
      up: step(state.up, raw, threshold, own?.direction === 'up'),
      down: step(state.down, -raw, threshold, own?.direction === 'down'),
      usual: state.usual,
      shoulders: shouldersAfter(state.shoulders, raw),
    }
    const [up, down] = [total(next.up), total(next.down)]
    const direction: Direction = own?.direction ?? (up >= down ? 'up' : 'down')
    const mean = (up + down) / 2 / SHARE
    if (own === null && mean < threshold) return [next, null]
    const log = Math.log(mean)
    const elsewhere = claims.length > 0 || said.some(({ kind }) => kind === 'hour')
    if (own === null && (elsewhere || isMoving(plain(), options.bucket))) return [next, null]
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
    const keep = (side: Side, { evidence, recovery }: Side): Side => ({ ...side, evidence, recovery })
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
  return { ...state, up: { ...state.up, ...CLEAR }, down: { ...state.down, ...CLEAR } }
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

const CLEAR = { evidence: doubles(TIMES.length), recovery: 0 }

function learn({ model, innovations, samples, options }: Baseline): TailState | null {
  if (
    model.type === 'rate' ||
    mayCluster(model) ||
    innovations.length < Math.max(FEWEST, baselineLength(options.bucket)) ||
    isDiscrete(samples)
  )
    return null
  const side = (sign: 1 | -1): Side => {
    let hits = 0
    let count = 0
    let since = REFRACTORY
    for (const innovation of innovations) {
      // The baseline's innovations are clipped where the tail begins.
      const far = sign * innovation >= FAR
      if (since >= REFRACTORY) {
        count += 1
        if (far) hits += 1
      }
      since = sinceAfter(since, far, sign * innovation <= -FAR)
    }
    return { hits, count, since: Math.min(since, REFRACTORY), ...CLEAR }
  }
  const near = innovations.filter(innovation => Math.abs(innovation) <= FAR)
  const beyond = near.filter(innovation => Math.abs(innovation) > 1).length
  const usual = Math.round((beyond / Math.max(1, near.length)) * 1e4) / 1e4
  return { up: side(1), down: side(-1), usual, shoulders: usual }
}

function sinceAfter(since: number, far: boolean, other: boolean): number {
  return far ? 0 : Math.min(since + 1, other ? REFRACTORY - 1 : REFRACTORY)
}

/** @param raw the innovation, upwards on this side */
function step(side: Side, raw: number, threshold: number, own: boolean): Side {
  const far = raw > FAR
  const since = sinceAfter(side.since, far, raw < -FAR)
  const { hits, count } = side
  if (side.since < REFRACTORY) return { hits, count, since, evidence: side.evidence, recovery: side.recovery }
  const odds = believed(side)
  const evidence = side.evidence.slice()
  let most = 0
  for (let index = 0; index < TIMES.length; index += 1) {
    const next = (PER_GRAIN + (evidence[index] as number)) * ratioOf(odds, TIMES[index] as number, far)
    if (next > most) most = next
    evidence[index] = next < SHORT ? Math.floor(next) : Math.min(next, LARGEST)
  }
  const recovery = own ? Math.max(0, side.recovery - Math.log(ratioOf(odds, TIMES[0], far))) : 0
  const calm = most < SURELY_CALM || most < PER_GRAIN * threshold ** CALM
  return {
    hits: hits + (calm && far ? 1 : 0),
    count: count + (calm ? 1 : 0),
    since,
    evidence,
    recovery,
  }
}

/** Odds of a value far out, at the edge of what was seen. */
function believed({ hits, count }: Side): number {
  const share = Math.min(0.25, (hits + 1 + TOLERANCE * Math.sqrt(hits + 1)) / count)
  return share / (1 - share)
}

/** Likelihood under odds so many times as large over that under these. */
function ratioOf(odds: number, times: number, far: boolean): number {
  const within = (1 + odds) / (1 + odds * times)
  return far ? Math.min(within * times, MOST) : within
}

function total({ evidence }: Side): number {
  let sum = 0
  for (const each of evidence) sum += each
  return sum / TIMES.length / PER_GRAIN
}
