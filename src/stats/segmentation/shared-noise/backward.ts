// Tests every change against all others at every resolution, and drops the weakest until all that are left hold.
import { type JointFit, Moments, type Term } from './joint-fit.ts'
import { type Rung, rungOf } from './rungs.ts'

export interface Tested {
  /** Places in the list of terms. */
  kept: number[]
  /** Of each term: z squared where it was weakest, when it was kept or dropped. */
  strength: Float64Array
  /** All that were kept, fitted at the finest resolution. */
  fit: JointFit | null
}

/** Besides two logs of the number of groups: at the finest resolution, and at the coarser ones. */
const FINEST = 6
const COARSER = 8
/** A resolution has at least so many groups, a day excepted. */
const FEWEST_GROUPS = 48
/** A term is tested at a coarser resolution where it has so many groups on either side. */
const ASIDE = 6

/** Resolutions at which a row is tested: `finest`, twice, four times, ... and the day. */
export function testRungs(row: Float64Array, finest: number, day: number | null): Rung[] {
  const rungs = [rungOf(row, finest)]
  for (let size = 2 * finest; row.length / size >= FEWEST_GROUPS; size *= 2) rungs.push(rungOf(row, size))
  if (
    day !== null &&
    day > finest &&
    !rungs.some(({ size }) => size === day) &&
    row.length / day >= 2 * ASIDE
  ) {
    rungs.push(rungOf(row, day))
  }
  return rungs
}

/**
 * Backward elimination over generalised least squares. At the finest resolution a term needs Wald's z squared of at least
 * 2 log m + 6; at a coarser one the smaller of that and twice the log likelihood ratio, with the autocorrelation found
 * anew without the term, must reach 2 log m + 8. `price`: what is asked of each term besides.
 */
export function testTerms(
  rungs: readonly Rung[],
  terms: readonly Term[],
  price: (k: number) => number = () => 0,
): Tested {
  const tables = rungs.map(rung => ({ rung, moments: new Moments(rung, terms) }))
  const strength = new Float64Array(terms.length)
  let kept = terms.map((_, k) => k)
  while (kept.length > 0) {
    const spare = new Float64Array(terms.length).fill(Number.POSITIVE_INFINITY)
    for (const [rank, { rung, moments }] of tables.entries()) {
      const tested = kept.filter(k => rank === 0 || hasRoom(terms[k] as Term, rung))
      const squares = rank === 0 ? wald(moments, kept, tested) : weaker(moments, kept, tested)
      const threshold = 2 * Math.log(rung.values.length) + (rank === 0 ? FINEST : COARSER)
      for (const [j, k] of tested.entries()) {
        const left = (squares[j] as number) - threshold - price(k)
        if (left >= (spare[k] as number)) continue
        spare[k] = left
        strength[k] = squares[j] as number
      }
    }
    const worst = kept.reduce((low, k) => ((spare[k] as number) < (spare[low] as number) ? k : low))
    if ((spare[worst] as number) >= 0) break
    kept = kept.filter(k => k !== worst)
  }
  return { kept, strength, fit: tables[0]?.moments.cautious(kept) ?? null }
}

function hasRoom({ at }: Term, { starts, size, values }: Rung): boolean {
  if (at === 0) return values.length >= 2 * ASIDE
  const first = starts.findIndex(start => start + size > at)
  return first >= ASIDE && values.length - first >= ASIDE
}

/** z squared of each tested term among all that are kept; 0 where they cannot be told apart. */
function wald(moments: Moments, kept: readonly number[], tested: readonly number[]): number[] {
  const fit = moments.cautious(kept)
  return tested.map(k => {
    if (fit === null) return 0
    const place = kept.indexOf(k) + 1
    return (fit.beta[place] as number) ** 2 / (fit.variance[place] as number)
  })
}

function weaker(moments: Moments, kept: readonly number[], tested: readonly number[]): number[] {
  const squares = wald(moments, kept, tested)
  const whole = moments.likeliest(kept)
  return tested.map((k, j) => {
    const without = moments.likeliest(kept.filter(each => each !== k))
    if (whole === null || without === null) return 0
    return Math.min(squares[j] as number, 2 * (whole.logLikelihood - without.logLikelihood))
  })
}
