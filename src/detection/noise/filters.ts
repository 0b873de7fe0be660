// Where every noise filter stands: what each model did not expect of a point, and how likely it has been so far.
import { asDoubles, doubles } from '../../core/doubles.ts'
import { COEFFICIENTS, coefficientsOf, type NoiseFrozen, SCALE } from './coefficients.ts'
import { FILTERS } from './models.ts'
import {
  filterPoint,
  fromUnits,
  likelihoodAt,
  meanAt,
  rawAt,
  startNumbers,
  sumAt,
  toUnits,
  volatilityAt,
} from './numbers.ts'

/** Points of a block: a week of hours. The mean of a block says nothing of a model, its change from the last block little. */
const BLOCK = 168
/** The most nats that a change of level from one block to the next costs a model. */
const LARGEST_CHARGE = 4

/** Plain JSON. */
export interface NoiseState {
  /** Null before the first point. */
  at: number | null
  /** One row: its places are those of `numbers.ts`. */
  readonly numbers: number[]
  /** Points in the open block. */
  block: number
  /** The likeliest filter when the last block closed: what all but the level is judged by. */
  leader: number
  /** Whether its volatility is followed there, for it may wander. */
  followed: boolean
}

export interface NoiseReading {
  /** By model; within 3. */
  innovations: readonly number[]
  /** Of the likeliest filter, within 1e6. */
  raw: number
}

export function startNoise(frozen: NoiseFrozen, likelihood: readonly number[]): NoiseState {
  return {
    at: null,
    numbers: startNumbers(frozen, likelihood),
    block: 0,
    ...leading(frozen.filters, likelihood),
  }
}

/** One that `stepNoise` may write to. */
export function copyNoise({ at, numbers, block, leader, followed }: NoiseState): NoiseState {
  return { at, numbers: numbers.slice(), block, leader, followed }
}

/** Goes on from where the filters stood at the end of a baseline, which is frozen, in a row that is not. */
export function goOn(state: NoiseState): NoiseState {
  return { ...state, numbers: asDoubles(state.numbers) }
}

/** The same with no memory of the last points. */
export function withoutMemory(state: NoiseState, { filters }: Pick<NoiseFrozen, 'filters'>): NoiseState {
  return { ...state, at: null, numbers: asDoubles(state.numbers).fill(0, 0, rawAt(filters)) }
}

/** Innovations by model before there are any; a whole list is copied faster than a part. */
const OF_ALL: readonly number[] = doubles(2 * FILTERS)
const OF_ONE: readonly number[] = doubles(1)

/**
 * Prediction errors of `deviation` in their own standard deviations; the state moves on, in place.
 *
 * @param trust share of a surprise that enters the memory
 * @param calm whether nothing is known to have changed: what has says nothing of the noise
 */
export function stepNoise(
  frozen: NoiseFrozen,
  state: NoiseState,
  deviation: number,
  at: number,
  bucket: number,
  trust = 1,
  calm = true,
): NoiseReading {
  const { filters } = frozen
  const { leader, followed, numbers } = state
  const gap = state.at === null ? Number.POSITIVE_INFINITY : (at - state.at) / bucket
  const innovations = (filters > 1 ? OF_ALL : OF_ONE).slice()
  const quiet = followed
    ? Math.sqrt(fromUnits(numbers[volatilityAt(filters) + leader] as number)) *
      (coefficientsOf(frozen)[COEFFICIENTS * leader + SCALE] as number)
    : 1
  filterPoint(frozen, numbers, innovations, deviation, gap, trust, calm)
  state.at = at
  if (calm && filters > 1) {
    state.block += 1
    if (state.block >= BLOCK) closeBlock(state)
  }
  return { innovations, raw: fromUnits(numbers[rawAt(filters) + leader] as number) / quiet }
}

/**
 * The same with the open block closed: where a change has ended, what comes next has a level of its own. Were it summed up with what was
 * before, a second change would look like a wander.
 */
export function afterChange(state: NoiseState): NoiseState {
  if (state.block === 0) return state
  const next = copyNoise(state)
  closeBlock(next)
  return next
}

/** The level of a week is free: what a model says is judged about the week's own mean, less a charge for its change. */
function closeBlock(state: NoiseState): void {
  const likelihood = likelihoodsOf(state)
  const { numbers } = state
  for (const [model, said] of likelihood.entries()) {
    numbers[likelihoodAt(FILTERS) + model] = toUnits(said)
    numbers[meanAt(FILTERS) + model] = Math.round((numbers[sumAt(FILTERS) + model] as number) / state.block)
    numbers[sumAt(FILTERS) + model] = 0
  }
  const { leader, followed } = leading(FILTERS, likelihood)
  state.block = 0
  state.leader = leader
  state.followed = followed
}

/** Log likelihood by which a wander must lead before it is believed, and a volatility that wanders. */
const BELIEF = 5
const DOUBT = 2

/** The likeliest filter of constant volatility, AR(1) alone with an advantage; and whether its twin is as likely. */
export function leading(
  filters: number,
  likelihood: readonly number[],
): { leader: number; followed: boolean } {
  let leader = 0
  for (let filter = 1; filter < filters; filter += 1) {
    const bar = leader === 0 ? BELIEF : 0
    if ((likelihood[filter] ?? 0) > (likelihood[leader] ?? 0) + bar) leader = filter
  }
  const twin = likelihood[FILTERS + leader]
  return { leader, followed: twin !== undefined && twin > (likelihood[leader] ?? 0) + DOUBT }
}

/** Log likelihood by model so far, in which the level of every block is free but for a small charge. */
export function likelihoodsOf({ numbers, block }: NoiseState): number[] {
  const filters = filtersIn(numbers)
  const [from, sums, means] = [likelihoodAt(filters), sumAt(filters), meanAt(filters)]
  const said = (filters > 1 ? OF_ALL : OF_ONE).slice()
  for (let model = 0; model < said.length; model += 1) {
    const plain = fromUnits(numbers[from + model] as number)
    said[model] = plain
    if (block === 0) continue
    const sum = fromUnits(numbers[sums + model] as number)
    const change = sum / block - fromUnits(numbers[means + model] as number)
    const charge = Math.min((change * change) / (2 * (1 / block + 1 / BLOCK)), LARGEST_CHARGE)
    said[model] = plain + (sum * sum) / (2 * block) - charge
  }
  return said
}

function filtersIn({ length }: readonly number[]): number {
  return length === meanAt(1) + 1 ? 1 : FILTERS
}
