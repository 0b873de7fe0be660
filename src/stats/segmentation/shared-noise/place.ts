// Where each change that holds began, how large it is and how sure that is: posteriors over every possible beginning.
import { fitShift, massInterval, type ShiftInput } from '../segment-shift.ts'
import type { Estimate } from '../stretch.ts'
import { type JointFit, Moments, type Term, termAt } from './joint-fit.ts'
import { rungOf } from './rungs.ts'

/** A change, in the scale of the row. Bounds of `at` hold 90 %. */
export interface PlacedTerm {
  kind: Term['kind']
  at: number
  lower: number
  upper: number
  /** Height of a step; of a slope the distance, at the end of its regime, from where the row would have been without. */
  effect: Estimate
  /** Height of the step at this place, be it the smaller part of what changed; null: there is none. */
  step: Estimate | null
  /** Log odds of the kind against the other, both averaged over every beginning. */
  odds: number
}

/** A step is sought so many positions to either side, and placed within so many groups of where it was found. */
const REACH = 750
const PLACED_WITHIN = 3
/** Standard deviation of the effect beforehand, in standard deviations of the noise: wide. */
const WIDE = 10
/** Each side keeps so many values. */
const LEAST = 3
const SHARE = 0.9

interface Placing {
  row: Float64Array
  finest: number
  terms: readonly Term[]
  fit: JointFit
}

/**
 * One change for each place: of a step and a slope that begin together the one that is larger at the end of the regime. `terms`
 * and the coefficients of `fit` are in the same order.
 */
export function placeTerms({ row, finest, terms, fit }: Placing): PlacedTerm[] {
  const places = [...new Set(terms.map(({ at }) => at))].sort((a, b) => a - b)
  return places.map((place, rank) => {
    const from = place === 0 ? 0 : (places[rank - 1] ?? 0)
    const end = places[rank + 1] ?? row.length
    const height = (k: number): number =>
      Math.abs((fit.beta[k + 1] as number) * termAt(terms[k] as Term, end - 1, 1))
    const k = terms
      .flatMap(({ at }, j) => (at === place ? [j] : []))
      .reduce((most, j) => (height(j) > height(most) ? j : most))
    const term = terms[k] as Term
    const joint = jointly(fit, k)
    const others = (position: number): number =>
      terms.reduce(
        (sum, other, j) => (j === k ? sum : sum + (fit.beta[j + 1] as number) * termAt(other, position, 1)),
        fit.beta[0] as number,
      )
    const part = { row, from, end, others, term }
    const placed =
      term.kind === 'step' ? placedStep(part, finest, joint) : placedHinge(part, finest, joint, fit.phi)
    const beside = terms.findIndex(({ at, kind }) => at === place && kind === 'step')
    const step = term.kind === 'step' ? placed.effect : beside < 0 ? null : jointly(fit, beside)
    return { kind: term.kind, ...placed, step }
  })
}

function jointly(fit: JointFit, k: number): Estimate {
  return { value: fit.beta[k + 1] as number, error: Math.sqrt(fit.variance[k + 1] as number) }
}

interface Part {
  row: Float64Array
  /** Between the changes before and after. */
  from: number
  end: number
  /** What all other terms say of a position. */
  others(position: number): number
  term: Term
}

type Found = Pick<PlacedTerm, 'at' | 'lower' | 'upper' | 'effect' | 'odds'>

function placedStep(part: Part, finest: number, joint: Estimate): Found {
  const { term } = part
  const from = Math.max(part.from, term.at - REACH)
  const end = Math.min(part.end, term.at + REACH)
  const { positions, values } = knownIn(part, from, end, 1)
  const alone = { at: term.at, lower: term.at, upper: term.at, effect: joint, odds: 0 }
  const input = shiftInput(positions, values, memoryOf(part, from, end, term))
  const fit = fitShift('step', input)
  if (fit === null) return alone
  const position = (k: number): number => positions[LEAST + k] as number
  let best = -1
  for (let k = 0; k < fit.mass.length; k++) {
    if (Math.abs(position(k) - term.at) > PLACED_WITHIN * finest) continue
    if (best < 0 || (fit.mass[k] as number) > (fit.mass[best] as number)) best = k
  }
  if (best < 0) return alone
  const { lower, upper } = massInterval(fit.mass, SHARE)
  return {
    at: position(best),
    lower: Math.min(position(lower), position(best)),
    upper: Math.max(position(upper), position(best)),
    effect: { value: fit.effect.value, error: Math.max(fit.effect.error, joint.error) },
    odds: fit.evidence - (fitShift('ramp', input)?.evidence ?? Number.NEGATIVE_INFINITY),
  }
}

function placedHinge(part: Part, finest: number, joint: Estimate, phi: number): Found {
  const { term, end } = part
  const length = end - term.at
  const alone = {
    at: term.at,
    lower: term.at,
    upper: term.at,
    effect: { value: joint.value * length, error: joint.error * length },
    odds: 0,
  }
  const { positions, values } = knownIn(part, part.from, end, finest)
  const places = positions.map(position => position / finest)
  const input = shiftInput(places, values, phi)
  const fit = fitShift('ramp', input)
  if (fit === null) return alone
  const { lower, upper, median } = massInterval(fit.mass, SHARE)
  const odds = fit.evidence - (fitShift('step', input)?.evidence ?? Number.NEGATIVE_INFINITY)
  const position = (k: number): number => positions[LEAST + k] as number
  // A slope that the row begins with began before it, or as late as a hinge would be placed.
  if (term.at === 0) return { ...alone, upper: position(upper), odds }
  return { at: position(median), lower: position(lower), upper: position(upper), effect: fit.effect, odds }
}

function shiftInput(positions: Float64Array, values: Float64Array, phi: number): ShiftInput {
  const to = values.length - LEAST + 1
  return { positions, values, phi, noise: null, from: LEAST, to, sign: 0, anchor: 0, reach: WIDE }
}

/** Known values of [from, end) in groups, less what the other terms say of them. */
function knownIn(
  { row, others }: Part,
  from: number,
  end: number,
  size: number,
): { positions: Float64Array; values: Float64Array } {
  const rest = row.subarray(from, end).map((value, i) => value - others(from + i))
  const rung = rungOf(rest, size)
  return { positions: rung.starts.map(start => start + from), values: rung.values }
}

function memoryOf({ row, others }: Part, from: number, end: number, term: Term): number {
  const rest = row.subarray(from, end).map((value, i) => value - others(from + i))
  return new Moments(rungOf(rest, 1), [{ ...term, at: term.at - from }]).cautious([0])?.phi ?? 0
}
