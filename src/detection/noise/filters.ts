// One step of every noise filter: what each model did not expect of a point, and how likely it has been so far.
import { FILTERS, followVolatility, WANDERS } from './models.ts'

/** Innovations beyond this many standard deviations count as this many, and enter no memory with more. */
export const BELIEVED = 3
/** No raw innovation is larger, so that no square overflows. */
const FARTHEST = 1e6
/** Points of a block: a week of hours. The mean of a block says nothing of a model, its change from the last block little. */
const BLOCK = 168
/** The most nats that a change of level from one block to the next costs a model. */
const LARGEST_CHARGE = 4

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

/** Plain JSON. */
export interface NoiseState {
  /** Null before the first point. */
  readonly at: number | null
  /** Last deviation with its spike taken out; what the wander is expected to bring; last raw innovation; volatility. By filter. */
  readonly memory: readonly number[]
  readonly wander: readonly number[]
  readonly raw: readonly number[]
  readonly volatility: readonly number[]
  /** By model: log likelihood up to the open block, sum over the open block, mean of the block before. */
  readonly likelihood: readonly number[]
  readonly sum: readonly number[]
  readonly mean: readonly number[]
  /** Points in the open block. */
  readonly block: number
  /** The likeliest filter when the last block closed: what all but the level is judged by. */
  readonly leader: number
  /** Whether its volatility is followed there, for it may wander. */
  readonly followed: boolean
}

export interface NoiseReading {
  state: NoiseState
  /** By model; within 3. */
  innovations: readonly number[]
  /** Of the likeliest filter, within 1e6. */
  raw: number
}

export function modelsOf({ filters }: Pick<NoiseFrozen, 'filters'>): number {
  return filters === 1 ? 1 : 2 * filters
}

export function startNoise(frozen: NoiseFrozen, likelihood: readonly number[]): NoiseState {
  const { filters } = frozen
  const models = modelsOf(frozen)
  return {
    at: null,
    memory: zeros(filters),
    wander: zeros(filters),
    raw: zeros(filters),
    volatility: Array.from({ length: filters }, () => 1),
    likelihood: Array.from({ length: models }, (_, model) => likelihood[model] ?? 0),
    sum: zeros(models),
    mean: zeros(models),
    block: 0,
    ...leading(filters, likelihood),
  }
}

/**
 * Prediction errors of `deviation` in their own standard deviations. After a gap of g buckets memory has faded to phi^g and
 * rho^g. Memories are cleaned (Masreliez 1975): a spike enters clipped, and one at a noisy hour hardly at all.
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
  const { filters, phi, shift, spread } = frozen
  const gap = state.at === null ? Number.POSITIVE_INFINITY : (at - state.at) / bucket
  const memory = state.memory.slice()
  const wander = state.wander.slice()
  const raw = state.raw.slice()
  const believed: number[] = []
  for (let index = 0; index < filters; index += 1) {
    const own = phi[index] as number
    const kind = WANDERS[index] as (typeof WANDERS)[number]
    let decay = own
    let wide = spread[index] as number
    let expected = wander[index] as number
    if (gap !== 1) {
      decay = fade(own, gap)
      wide *= Math.sqrt((1 - decay * decay) / (1 - own * own))
      expected *= fade(kind.rho, gap - 1)
    }
    const predicted = decay * (memory[index] as number) + expected * (spread[index] as number)
    const off = deviation - predicted - (shift[index] as number)
    const surprise = clip(off / wide, FARTHEST)
    const kept = clip(surprise, BELIEVED)
    raw[index] = short(surprise)
    believed.push(kept)
    memory[index] = short(predicted + (shift[index] as number) + kept * wide * trust)
    wander[index] = short(kind.rho * expected + (kind.rho - kind.theta) * kept * trust)
  }
  if (filters === 1) {
    return {
      state: { ...state, at, memory, wander, raw },
      innovations: believed,
      raw: raw[0] as number,
    }
  }
  const { leader, followed } = state
  const plain = raw[leader] as number
  const quiet = followed
    ? Math.sqrt(state.volatility[leader] as number) * (frozen.scale[leader] as number)
    : 1
  const weighed = weigh(frozen, state, { at, memory, wander, raw, believed }, calm)
  return { state: weighed.state, innovations: weighed.innovations, raw: plain / quiet }
}

interface Filtered {
  at: number
  memory: number[]
  wander: number[]
  raw: number[]
  believed: number[]
}

/** Adds the twins of followed volatility, and what the point says of each model. */
function weigh(
  { logs, scale }: NoiseFrozen,
  state: NoiseState,
  { at, memory, wander, raw, believed: innovations }: Filtered,
  calm: boolean,
): Pick<NoiseReading, 'state' | 'innovations'> {
  const volatility = state.volatility.slice()
  const likelihood = calm ? state.likelihood.slice() : state.likelihood
  const sum = calm ? state.sum.slice() : state.sum
  // A wander whose volatility is followed too is out of the question while that of AR(1) is: it keeps its distance from it.
  const twins = (likelihood[FILTERS] as number) > (likelihood[0] as number) - FAR_BEHIND ? FILTERS : 1
  for (let index = 0; index < FILTERS; index += 1) {
    const plain = innovations[index] as number
    if (!calm) continue
    add(likelihood, index, -(plain * plain) / 2 - (logs[index] as number))
    add(sum, index, plain)
  }
  for (let index = 0; index < FILTERS; index += 1) {
    if (index >= twins) {
      innovations.push(innovations[index] as number)
      continue
    }
    const wide = volatility[index] as number
    const quiet = Math.sqrt(wide) * (scale[index] as number)
    const surprise = raw[index] as number
    const scaled = clip(surprise / quiet, BELIEVED)
    innovations.push(scaled)
    volatility[index] = short(followVolatility(wide, surprise, state.raw[index] as number))
    if (!calm) continue
    const change = -(scaled * scaled) / 2 - (logs[index] as number) - Math.log(quiet)
    add(likelihood, FILTERS + index, change)
    add(sum, FILTERS + index, scaled)
    if (twins > 1) continue
    for (let twin = 1; twin < FILTERS; twin += 1) add(likelihood, FILTERS + twin, change)
  }
  const { mean, leader, followed } = state
  const block = calm ? state.block + 1 : state.block
  const next = { at, memory, wander, raw, volatility, likelihood, sum, mean, block, leader, followed }
  return { state: block < BLOCK ? next : closeBlock(next), innovations }
}

function add(sums: number[] | readonly number[], place: number, value: number): void {
  ;(sums as number[])[place] = short((sums[place] as number) + value)
}

/** The level of a week is free: what a model says is judged about the week's own mean, less a charge for its change. */
function closeBlock(state: NoiseState): NoiseState {
  const likelihood = state.likelihood.map((_, model) => short(likelihoodOf(state, model)))
  return {
    ...state,
    ...leading(FILTERS, likelihood),
    likelihood,
    mean: state.sum.map(sum => short(sum / state.block)),
    sum: zeros(state.sum.length),
    block: 0,
  }
}

/** A followed volatility that trails by so much is far from coming back. */
const FAR_BEHIND = 20
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

/** Log likelihood of a model so far, in which the level of every block is free but for a small charge. */
export function likelihoodOf(state: NoiseState, model: number): number {
  const { block } = state
  const plain = state.likelihood[model] as number
  if (block === 0) return plain
  const sum = state.sum[model] as number
  const change = sum / block - (state.mean[model] as number)
  const charge = Math.min((change * change) / (2 * (1 / block + 1 / BLOCK)), LARGEST_CHARGE)
  return plain + (sum * sum) / (2 * block) - charge
}

function fade(root: number, gap: number): number {
  return root === 0 || gap === Number.POSITIVE_INFINITY ? 0 : root ** Math.max(gap, 0)
}

/** Five decimals: a state is kept as text. */
function short(value: number): number {
  return Math.round(value * 1e5) / 1e5
}

function clip(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0)
}
