// Silence and sticking: how unlikely is a gap, or a run of equal values, as long as the present one?

/** What the baseline's runs were like. Lengths are in buckets; a gap of 1 is a point in every bucket. */
export interface RunFrozen {
  /** How many runs were seen. */
  count: number
  longest: number
  /** Excess of the longest tenth over the length that they all exceed, and how many they were. */
  excess: number
  tail: number
}

/** A tail that was not seen to vary is believed to this share of the longest run. */
const LEAST_EXCESS = 0.25
const FEWEST_IN_TAIL = 5

export function fitRuns(lengths: readonly number[]): RunFrozen {
  const sorted = lengths.toSorted((a, b) => b - a)
  const longest = sorted[0] ?? 1
  const tail = Math.max(1, Math.min(sorted.length, Math.max(FEWEST_IN_TAIL, Math.ceil(sorted.length / 10))))
  const least = sorted[tail] ?? sorted.at(-1) ?? 1
  let excess = 0
  for (let index = 0; index < tail; index += 1) excess += (sorted[index] ?? least) - least
  return {
    count: sorted.length,
    longest,
    excess: Number(Math.max(excess / tail, LEAST_EXCESS * longest).toPrecision(6)),
    tail,
  }
}

/** The same once another run has been seen: one that is longer than all others makes the tail as heavy as it shows. */
export function withRun({ count, longest, excess, tail }: RunFrozen, length: number): RunFrozen {
  if (length <= longest) return { count: count + 1, longest, excess, tail }
  const beyond = excess + length - longest
  const mean = (excess * tail + beyond) / (tail + 1)
  return {
    count: count + 1,
    longest: length,
    excess: Number(Math.max(mean, LEAST_EXCESS * length).toPrecision(6)),
    tail,
  }
}

/**
 * Log of the probability that a run of the baseline's kind is longer than `length`. Within what was seen it is
 * at least one in `count + 1`; beyond it falls as a Lomax tail, which is an exponential one whose scale is known
 * only from `tail` exceedances (Davison and Smith 1990 for the threshold; Lomax 1954 for the predictive form).
 */
export function logSurvival(frozen: RunFrozen, length: number): number {
  const beyond = length - frozen.longest
  if (beyond <= 0) return 0
  return -Math.log(frozen.count + 1) - frozen.tail * Math.log1p(beyond / (frozen.tail * frozen.excess))
}

/** Lengths of the gaps between arrivals, in buckets; `at` in order. */
export function gapLengths(at: readonly number[], bucket: number): number[] {
  const lengths: number[] = []
  for (let index = 1; index < at.length; index += 1) {
    lengths.push(((at[index] ?? 0) - (at[index - 1] ?? 0)) / bucket)
  }
  return lengths
}

/** Lengths of the runs of values that are as good as equal; 1 is a value unlike its neighbours. */
export function tieLengths(values: readonly number[], resolution: number): number[] {
  const lengths: number[] = []
  let run = 0
  for (let index = 0; index < values.length; index += 1) {
    run = index > 0 && isTie(values[index - 1] ?? 0, values[index] ?? 0, resolution) ? run + 1 : 1
    const next = values[index + 1]
    if (next === undefined || !isTie(values[index] ?? 0, next, resolution)) lengths.push(run)
  }
  return lengths
}

export function isTie(one: number, other: number, resolution: number): boolean {
  return Math.abs(one - other) <= resolution
}
