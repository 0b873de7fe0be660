// The noise models under which evidence is judged: AR(1) alone, and AR(1) with a wander of its level of some memory;
// each with a constant and with a followed volatility.

/** A wander of the level: an ARMA(1,1) whose slow root is `rho` and whose moving average is `theta`. */
export interface Wander {
  /** Memory of the filter that takes the wander out, in points. */
  readonly memory: number
  /** Short-run over long-run standard deviation. */
  readonly gain: number
  /** Log likelihood by which the model must trail before it is refuted, for watches. */
  readonly bar: number
  readonly theta: number
  readonly rho: number
}

function wander(memory: number, gain: number, bar: number): Wander {
  const theta = Math.exp(-1 / memory)
  return { memory, gain, bar, theta, rho: 1 - gain * (1 - theta) }
}

/**
 * The first has no wander. The others are those that hours and days of operations leave: of a third of a day to a day,
 * between two and twenty times as wide in the long run as from point to point. What lies close to the first is refuted by
 * more (its steps are then seen late), what lies far from it by less.
 */
export const WANDERS: readonly Wander[] = [
  { memory: 0, gain: 1, bar: Number.POSITIVE_INFINITY, theta: 0, rho: 0 },
  wander(6, 0.06, 4),
  wander(8, 0.2, 4),
  wander(16, 0.2, 4),
  wander(16, 0.05, 5),
  wander(4, 0.45, 3),
]

/** Filters in all; there are two of each, the second with a followed volatility. */
export const FILTERS = WANDERS.length

/** Fewer points than these cannot refute a wander: they are judged by AR(1) alone, and its caution. */
export const FEWEST_FOR_WANDERS = 168

/** Volatility is followed with these: what is normal, what the latest surprise counts for, what stays. */
const VOLATILITY = { floor: 0.05, news: 0.12, stays: 0.83, own: 0.3, most: 9 } as const

/**
 * Mean square of the volatility after another innovation. The difference of two innovations does not see a step of the level;
 * the share of the square itself keeps a lone burst from being taken for quiet.
 */
export function followVolatility(before: number, innovation: number, last: number): number {
  const { floor, news, stays, own, most } = VOLATILITY
  const difference = innovation - last
  const seen = own * innovation * innovation + ((1 - own) * difference * difference) / 2
  return floor + news * Math.min(seen, most * before) + stays * before
}
