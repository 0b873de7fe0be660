// What the noise filters are run with, as flat numbers: what is frozen is a list that is read many times as slowly.
import { WANDERS } from './models.ts'

/** Plain JSON; learned once. Arrays go by filter, those marked by model: the filters, then their twins of followed volatility. */
export interface NoiseFrozen {
  /** 1 where the baseline is too short for wanders, else `FILTERS`. */
  readonly filters: number
  readonly phi: readonly number[]
  /** Location and spread of the innovations, in standard deviations of the series. */
  readonly shift: readonly number[]
  readonly spread: readonly number[]
  /** What the innovations over their volatility are wide, so that theirs is one. */
  readonly scale: readonly number[]
  /** Logarithms of the spreads. */
  readonly logs: readonly number[]
}

/** Places of a filter among its coefficients. */
export const RHO = 0
/** What of an innovation the wander keeps. */
export const KEPT = 1
export const PHI = 2
export const SHIFT = 3
export const SPREAD = 4
export const LOG = 5
export const SCALE = 6
/** Coefficients of a filter; filter by filter one after another. */
export const COEFFICIENTS = 7

const made = new WeakMap<NoiseFrozen, Float64Array>()

/** The same for as long as what was learned is. */
export function coefficientsOf(frozen: NoiseFrozen): Float64Array {
  return made.get(frozen) ?? make(frozen)
}

function make(frozen: NoiseFrozen): Float64Array {
  const { filters, phi, shift, spread, scale, logs } = frozen
  const coefficients = new Float64Array(COEFFICIENTS * filters)
  for (let index = 0; index < filters; index += 1) {
    const { rho, theta } = WANDERS[index] as (typeof WANDERS)[number]
    const of = [rho, rho - theta, phi[index], shift[index], spread[index], logs[index], scale[index]]
    coefficients.set(of as number[], COEFFICIENTS * index)
  }
  made.set(frozen, coefficients)
  return coefficients
}
