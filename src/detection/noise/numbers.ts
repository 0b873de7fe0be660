// The numbers that the noise filters keep, in one row, and what one point makes of them: in place, for this is what a point costs.
import { doubles } from '../../core/doubles.ts'
import {
  COEFFICIENTS,
  coefficientsOf,
  KEPT,
  LOG,
  type NoiseFrozen,
  PHI,
  RHO,
  SCALE,
  SHIFT,
  SPREAD,
} from './coefficients.ts'
import { FILTERS, followVolatility } from './models.ts'

/** Innovations beyond this many standard deviations count as this many, and enter no memory with more. */
export const BELIEVED = 3
/** No raw innovation is larger, so that no square overflows. */
const FARTHEST = 1e6
/** A followed volatility that trails by so much is far from coming back. */
const FAR_BEHIND = 20

export function modelsOf({ filters }: Pick<NoiseFrozen, 'filters'>): number {
  return filters === 1 ? 1 : 2 * filters
}

/** What the row is kept in: five decimals, as whole numbers, since a state is text and its sums shall be the same after it. */
const UNIT = 1e-5
const PER_UNIT = 1e5

/** A number as the row keeps it, and back. */
export function toUnits(value: number): number {
  return Math.floor(value * PER_UNIT + 0.5)
}

export function fromUnits(number: number): number {
  return number * UNIT
}

/**
 * Places in the row of `filters` filters. By filter: the last deviation with its spike taken out, what the wander is expected to
 * bring, the last raw innovation, the volatility. By model: log likelihood up to the open block, sum over the open block, mean of
 * the block before.
 */
export const rawAt = (filters: number): number => 2 * filters
export const volatilityAt = (filters: number): number => 3 * filters
export const likelihoodAt = (filters: number): number => 4 * filters
export const sumAt = (filters: number): number => 4 * filters + modelsOf({ filters })
export const meanAt = (filters: number): number => 4 * filters + 2 * modelsOf({ filters })

const RAW = rawAt(FILTERS)
const VOLATILITY = volatilityAt(FILTERS)
const LIKELIHOOD = likelihoodAt(FILTERS)
const SUM = sumAt(FILTERS)

export function startNumbers(frozen: NoiseFrozen, likelihood: readonly number[]): number[] {
  const { filters } = frozen
  const models = modelsOf(frozen)
  const numbers = doubles(meanAt(filters) + models)
  numbers.fill(PER_UNIT, volatilityAt(filters), likelihoodAt(filters))
  for (let model = 0; model < models; model += 1)
    numbers[likelihoodAt(filters) + model] = toUnits(likelihood[model] ?? 0)
  return numbers
}

/**
 * One point through every filter: `numbers` move on, `innovations` (by model) are overwritten.
 *
 * @param gap buckets since the last point; infinite before the first
 * @param trust share of a surprise that enters the memory
 * @param calm whether nothing is known to have changed: what has says nothing of the noise
 */
export function filterPoint(
  frozen: NoiseFrozen,
  numbers: number[],
  innovations: number[],
  deviation: number,
  gap: number,
  trust: number,
  calm: boolean,
): void {
  const of = coefficientsOf(frozen)
  const whole = frozen.filters > 1
  if (whole)
    for (let index = 0; index < FILTERS; index += 1)
      innovations[FILTERS + index] = numbers[RAW + index] as number
  filterSome(of, numbers, innovations, 0, frozen.filters, deviation, gap, trust)
  if (!whole) return
  const twins = twinsIn(numbers)
  const before = numbers[LIKELIHOOD + FILTERS] as number
  for (let index = 0; index < FILTERS; index += 1) {
    if (calm) learn(of, numbers, innovations, index)
    if (index < twins) weighTwin(of, numbers, innovations, index, calm)
    else innovations[FILTERS + index] = innovations[index] as number
  }
  if (twins !== 1 || !calm) return
  const said = (numbers[LIKELIHOOD + FILTERS] as number) - before
  for (let twin = LIKELIHOOD + FILTERS + 1; twin < SUM; twin += 1)
    numbers[twin] = (numbers[twin] as number) + said
}

/**
 * One point through some of the filters, from one up to another: their numbers move on, and their innovations, within 3, are
 * overwritten. After a gap of g buckets memory has faded to phi^g and rho^g. Memories are cleaned (Masreliez 1975): a spike enters
 * clipped, and one at a noisy hour hardly at all.
 *
 * @param of the coefficients of all filters
 */
export function filterSome(
  of: Float64Array,
  numbers: number[],
  innovations: number[],
  first: number,
  end: number,
  deviation: number,
  gap: number,
  trust: number,
): void {
  const filters = of.length / COEFFICIENTS
  for (let index = first; index < end; index += 1) {
    const from = COEFFICIENTS * index
    const rho = of[from + RHO] as number
    const own = of[from + PHI] as number
    const moved = of[from + SHIFT] as number
    let decay = own
    let wide = of[from + SPREAD] as number
    let expected = (numbers[filters + index] as number) * UNIT
    let predicted = expected * wide
    if (gap !== 1) {
      decay = own ** gap
      expected *= rho ** Math.max(gap - 1, 0)
      predicted = expected * wide
      wide *= Math.sqrt((1 - decay * decay) / (1 - own * own))
    }
    predicted += decay * ((numbers[index] as number) * UNIT)
    const surprise = clip((deviation - predicted - moved) / wide, FARTHEST)
    const innovation = clip(surprise, BELIEVED)
    numbers[index] = toUnits(predicted + moved + innovation * wide * trust)
    numbers[filters + index] = toUnits(rho * expected + (of[from + KEPT] as number) * innovation * trust)
    numbers[2 * filters + index] = toUnits(surprise)
    innovations[index] = innovation
  }
}

/**
 * How many twins are weighed: a wander whose volatility is followed too is out of the question while the twin of AR(1) is, and keeps
 * its distance from it.
 */
function twinsIn(numbers: readonly number[]): number {
  const twin = numbers[LIKELIHOOD + FILTERS] as number
  return twin > (numbers[LIKELIHOOD] as number) - FAR_BEHIND * PER_UNIT ? FILTERS : 1
}

/** What the innovation of a filter says of its model. */
function learn(of: Float64Array, numbers: number[], innovations: readonly number[], index: number): void {
  const innovation = innovations[index] as number
  const said = -(innovation * innovation) / 2 - (of[COEFFICIENTS * index + LOG] as number)
  numbers[LIKELIHOOD + index] = (numbers[LIKELIHOOD + index] as number) + toUnits(said)
  numbers[SUM + index] = (numbers[SUM + index] as number) + toUnits(innovation)
}

/**
 * The twin of a filter: its innovation over the volatility so far, and the volatility after it. `innovations` hold the raw innovation
 * of the point before in its place.
 */
function weighTwin(
  of: Float64Array,
  numbers: number[],
  innovations: number[],
  index: number,
  calm: boolean,
): void {
  const twin = FILTERS + index
  const last = (innovations[twin] as number) * UNIT
  const wide = (numbers[VOLATILITY + index] as number) * UNIT
  const quiet = Math.sqrt(wide) * (of[COEFFICIENTS * index + SCALE] as number)
  const surprise = (numbers[RAW + index] as number) * UNIT
  const scaled = clip(surprise / quiet, BELIEVED)
  innovations[twin] = scaled
  numbers[VOLATILITY + index] = toUnits(followVolatility(wide, surprise, last))
  if (!calm) return
  const said = -(scaled * scaled) / 2 - (of[COEFFICIENTS * index + LOG] as number) - Math.log(quiet)
  numbers[LIKELIHOOD + twin] = (numbers[LIKELIHOOD + twin] as number) + toUnits(said)
  numbers[SUM + twin] = (numbers[SUM + twin] as number) + toUnits(scaled)
}

function clip(value: number, most: number): number {
  return Math.min(Math.max(value, -most), most)
}
