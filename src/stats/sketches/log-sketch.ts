// The distribution of positive numbers as counts in bins of equal ratio: mergeable in any order to the same counts.

/**
 * Counts by bin; a bin holds no zero. Bin k holds the numbers in (g^(k-1), g^k] with g = (1 + a) / (1 - a), where a is the
 * accuracy of the scale (DDSketch: Masson, Rim and Lee 2019, section 2). All counts are whole, so that the order of
 * additions and merges changes nothing, and what was added can be taken away again.
 */
export type LogSketch = Map<number, number>

/** How finely a sketch tells numbers apart. */
export interface LogScale {
  /** Every number of a bin is within this, relatively, of the bin's value; 0 < accuracy < 1. */
  readonly accuracy: number
  readonly logGrowth: number
}

/** The bin of zero, below all others. */
const ZERO = -(2 ** 20)

export function logScale(accuracy: number): LogScale {
  return { accuracy, logGrowth: Math.log1p(accuracy) - Math.log1p(-accuracy) }
}

/** Adds (or with a negative `count` takes away) a number, which must not be negative. */
export function addToSketch(sketch: LogSketch, { logGrowth }: LogScale, value: number, count = 1): void {
  addToBin(sketch, value === 0 ? ZERO : Math.ceil(Math.log(value) / logGrowth), count)
}

export function mergeSketch(into: LogSketch, other: ReadonlyMap<number, number>): void {
  for (const [bin, count] of other) addToBin(into, bin, count)
}

function addToBin(sketch: LogSketch, bin: number, count: number): void {
  const sum = (sketch.get(bin) ?? 0) + count
  if (sum === 0) sketch.delete(bin)
  else sketch.set(bin, sum)
}

/** How many numbers it holds. */
export function sketchSize(sketch: ReadonlyMap<number, number>): number {
  let size = 0
  for (const count of sketch.values()) size += count
  return size
}

/** The bins and their counts, ascending. */
export function sortedBins(
  sketch: ReadonlyMap<number, number>,
): Array<readonly [bin: number, count: number]> {
  return [...sketch].sort(([a], [b]) => a - b)
}

/** The value of a bin: off by at most the accuracy, relatively, from every number in it. */
export function binValue(bin: number, { accuracy, logGrowth }: LogScale): number {
  return bin === ZERO ? 0 : (1 - accuracy) * Math.exp(bin * logGrowth)
}

/** The largest and the least number that a bin can hold. */
export function binEdges(bin: number, { logGrowth }: LogScale): { lower: number; upper: number } {
  if (bin === ZERO) return { lower: 0, upper: 0 }
  return { lower: Math.exp((bin - 1) * logGrowth), upper: Math.exp(bin * logGrowth) }
}
