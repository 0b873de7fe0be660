// How long plants took to be reported, of which some were never seen to be: what half of them took, and what the next will take.
import type { Millis } from '../../../core/clock.ts'
import { type Delays, FEWEST_PLANTS } from '../../../detection/sensitivity.ts'
import { type IncidenceStep, incidenceOf, type RiskRow } from '../../../stats/intervals/aalen-johansen.ts'

/** One plant: after what time it was reported, or for how long it was followed in vain. */
export interface Followed {
  after: Millis
  reported: boolean
}

const FEWEST_FOLLOWED = 5

/** The smallest and the largest of so many hold 95 of 100 further ones: (n - 1) / (n + 1). */
const INDEPENDENT_NEEDED = 39

/**
 * Null where there are too few. The range is that of order statistics (Wilks 1941), of as many as are independent: of plants nearer to each
 * other than they last only each so many counts.
 *
 * @param spacing from one plant to the next
 */
export function delaysOf(plants: readonly Followed[], spacing: Millis): Delays | null {
  if (plants.length < FEWEST_PLANTS) return null
  const { steps } = incidenceOf(rowsOf(plants), Number.POSITIVE_INFINITY)
  const within = firstAt(steps, 1 / 2)
  const lasting = within ?? Math.max(...plants.map(({ after }) => after))
  const independent = Math.floor(plants.length * Math.min(1, spacing / Math.max(1, lasting)))
  const followed = followedBy(plants)
  return {
    plants: plants.length,
    reported: plants.filter(({ reported }) => reported).length,
    within,
    range: rangeOf(steps, independent),
    independent,
    followed,
    share: steps.findLast(({ age }) => age <= followed)?.incidence ?? 0,
  }
}

function rangeOf(steps: readonly IncidenceStep[], independent: number): Delays['range'] {
  if (independent < INDEPENDENT_NEEDED) return null
  const [low, high] = [Math.floor(TAIL * (independent + 1)), Math.ceil((1 - TAIL) * (independent + 1))]
  const lower = firstAt(steps, low / independent)
  return lower === null ? null : { lower, upper: firstAt(steps, Math.min(1, high / independent)) }
}

const TAIL = 0.025
const ROUNDING = 1e-9

function firstAt(steps: readonly IncidenceStep[], p: number): Millis | null {
  return steps.find(({ incidence }) => incidence >= p - ROUNDING)?.age ?? null
}

/** By age; whoever is followed no longer from an age on was at risk up to it. */
function rowsOf(plants: readonly Followed[]): RiskRow[] {
  const ages = [...new Set(plants.filter(({ reported }) => reported).map(({ after }) => after))]
  return ages
    .toSorted((a, b) => a - b)
    .map(age => ({
      age,
      atRisk: plants.filter(({ after }) => after >= age).length,
      events: plants.filter(({ after, reported }) => reported && after === age).length,
      competing: 0,
    }))
}

function followedBy(plants: readonly Followed[]): Millis {
  const longest = Math.max(...plants.map(({ after }) => after))
  const inVain = plants
    .filter(({ reported }) => !reported)
    .map(({ after }) => after)
    .toSorted((a, b) => b - a)
  return inVain.length === 0 ? longest : (inVain[Math.min(FEWEST_FOLLOWED, inVain.length) - 1] ?? longest)
}
