// The regimes between the changes of a joint fit: where each begins and ends, and how far it goes on its own.
import { type Stretch, within } from '../stretch.ts'
import { fittedAt, type JointFit, type Term } from './joint-fit.ts'

/** Of a row, with the terms and the coefficients of `fit` in the same order. */
export function stretchesOf(row: Float64Array, terms: readonly Term[], fit: JointFit): Stretch[] {
  const places = [...new Set([0, ...terms.map(({ at }) => at)])].sort((a, b) => a - b)
  return places.map((from, k) => {
    const to = places[k + 1] ?? row.length
    const [start, end] = [fittedAt(terms, fit, from), fittedAt(terms, fit, to - 1)]
    const rise = riseOf({ from, to }, terms, fit)
    return within({ from, to, start, end, rise }, row.subarray(from, to))
  })
}

/** The slope is the sum of all hinges so far, its variance that of the sum. */
function riseOf(
  { from, to }: { from: number; to: number },
  terms: readonly Term[],
  { beta, covariance, p }: JointFit,
): Stretch['rise'] {
  const hinges = terms.flatMap(({ kind, at }, k) => (kind === 'hinge' && at <= from ? [k + 1] : []))
  if (hinges.length === 0) return null
  const slope = hinges.reduce((sum, k) => sum + (beta[k] as number), 0)
  let variance = 0
  for (const k of hinges) for (const j of hinges) variance += covariance[k * p + j] as number
  const length = to - from - 1
  return { value: slope * length, error: Math.sqrt(Math.max(variance, 0)) * length }
}
