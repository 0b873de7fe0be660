// Whether the odds of an event are higher on the first of two sides, judged batch by batch, and valid whenever one looks.
import { logProbability, type Margins, supportOf } from './noncentral-hypergeometric.ts'

/** Odds ratios, first side to second, and the evidence that it is above 1. */
export interface OddsState {
  /** Natural log of the largest e-value so far against "the odds of the first side are at most those of the second". */
  worse: number
  /** Limits of the confidence sequence of the odds ratio; 0 and infinity where nothing is excluded. */
  lower: number
  upper: number
}

export interface OddsEvidence {
  /** One more batch: `hits` of its events fell on the first side. */
  add(margins: Margins, hits: number): void
  state(): OddsState
}

/** Step of the log odds that are considered; a limit is rounded outwards by it, to 5 %. */
const STEP = 0.05
const REACH = 160
const SIZE = 2 * REACH + 1
/** As far as a null is considered, so that what it is held against lies on the lattice as well: odds ratios of 1/148 to 148. */
const FURTHEST_NULL = 100
/** What a null is held against: log odds that lie up to 3 beyond it, the most weight at .75, a doubling of a share of .05. */
const WEIGHTS = weights()

function weights(): readonly number[] {
  const raw = Array.from({ length: REACH - FURTHEST_NULL }, (_, index) => {
    const size = (index + 1) * STEP
    return size ** 3 * Math.exp(-4 * size)
  })
  const total = raw.reduce((sum, one) => sum + one, 0)
  return raw.map(one => Math.log(one / total))
}

/**
 * Each batch is a 2x2 table. Given its margins the events of the first side follow Fisher's noncentral hypergeometric
 * distribution, whatever the probability of an event was while it lasted: so it may drift between batches. The product of the
 * likelihood ratios of a log odds ratio `theta + delta` to one of `theta`, averaged over `delta > 0`, is a test martingale where the truth
 * is `theta`, and a supermartingale where it is less, for the family has a monotone likelihood ratio. By Ville's inequality it ever
 * reaches 1/alpha with a probability of at most alpha (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021). What of
 * `theta` has been rejected so, upwards and downwards with `alpha` each, bounds the confidence sequence of level 1 - 2 alpha.
 *
 * @param alpha of each side, in (0, 1)
 */
export function createOddsEvidence(alpha: number): OddsEvidence {
  const enough = -Math.log(alpha)
  const logs = new Float64Array(SIZE)
  const known = new Map<string, Float64Array>()
  let worse = 0
  // The outermost nulls that are not rejected, as places on the lattice.
  let lowest = REACH - FURTHEST_NULL
  let highest = REACH + FURTHEST_NULL
  const against = (place: number, sign: 1 | -1): number => mixture(logs, place, sign)
  return {
    add: (margins, hits) => {
      const [least, most] = supportOf(margins)
      if (least === most) return
      const key = `${margins.first} ${margins.second} ${margins.events} ${hits}`
      const row = known.get(key) ?? likelihoods(margins, hits)
      known.set(key, row)
      for (let place = 0; place < SIZE; place++) logs[place] = (logs[place] ?? 0) + (row[place] ?? 0)
      worse = Math.max(worse, against(REACH, 1))
      while (lowest <= REACH + FURTHEST_NULL && against(lowest, 1) >= enough) lowest++
      while (highest >= REACH - FURTHEST_NULL && against(highest, -1) >= enough) highest--
    },
    state: () => ({
      worse,
      lower: lowest === REACH - FURTHEST_NULL ? 0 : ratioAt(lowest - 1),
      upper: highest === REACH + FURTHEST_NULL ? Number.POSITIVE_INFINITY : ratioAt(highest + 1),
    }),
  }
}

function likelihoods(margins: Margins, hits: number): Float64Array {
  return Float64Array.from({ length: SIZE }, (_, place) =>
    logProbability(margins, hits, (place - REACH) * STEP),
  )
}

/** Natural log of the average likelihood ratio of what lies on one side of a place to the place itself. */
function mixture(logs: Float64Array, place: number, sign: 1 | -1): number {
  const own = logs[place] ?? 0
  let top = Number.NEGATIVE_INFINITY
  const terms = WEIGHTS.map((weight, index) => {
    const term = weight + (logs[place + sign * (index + 1)] ?? Number.NEGATIVE_INFINITY) - own
    top = Math.max(top, term)
    return term
  })
  return top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0))
}

function ratioAt(place: number): number {
  return Math.exp((place - REACH) * STEP)
}
