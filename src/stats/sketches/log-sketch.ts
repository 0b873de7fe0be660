// The distribution of positive numbers as counts in bins of equal ratio: mergeable in any order to the same counts.

/**
 * The bins that hold anything, ascending, and how much each holds. Bin k holds the numbers in (g^(k-1), g^k] with
 * g = (1 + a) / (1 - a), where a is the accuracy of the scale (DDSketch: Masson, Rim and Lee 2019, section 2). All counts are
 * whole, so that the order of additions and merges changes nothing, and what was added can be taken away again.
 */
export interface LogSketch {
  bins: number[]
  counts: number[]
}

/** One that is only read. */
export interface ReadonlySketch {
  readonly bins: readonly number[]
  readonly counts: readonly number[]
}

/** How finely a sketch tells numbers apart. */
export interface LogScale {
  /** Every number of a bin is within this, relatively, of the bin's value; 0 < accuracy < 1. */
  readonly accuracy: number
  readonly logGrowth: number
}

/** The bin of zero, below all others. */
const ZERO = -(2 ** 20)

/** A sketch of so many bins is merged bin by bin; a larger one side by side. */
const FEW = 8

export function logScale(accuracy: number): LogScale {
  return { accuracy, logGrowth: Math.log1p(accuracy) - Math.log1p(-accuracy) }
}

export function startSketch(): LogSketch {
  return { bins: [], counts: [] }
}

/** Adds (or with a negative `count` takes away) a number, which must not be negative. */
export function addToSketch(sketch: LogSketch, { logGrowth }: LogScale, value: number, count = 1): void {
  addToBin(sketch, value === 0 ? ZERO : Math.ceil(Math.log(value) / logGrowth), count)
}

export function mergeSketch(into: LogSketch, other: ReadonlySketch): void {
  if (other.bins.length > FEW) mergeMany(into, other)
  else for (let i = 0; i < other.bins.length; i++) addToBin(into, other.bins[i] ?? 0, other.counts[i] ?? 0)
}

/** From the last bin to the first, in the room that both take: a copy for each merge would be most of what is ever collected. */
function mergeMany({ bins, counts }: LogSketch, other: ReadonlySketch): void {
  let from = bins.length - 1
  for (let fresh = missingIn(bins, other.bins); fresh > 0; fresh--) {
    bins.push(0)
    counts.push(0)
  }
  let isEmptied = false
  let to = bins.length - 1
  const put = (bin: number, count: number): void => {
    bins[to] = bin
    counts[to] = count
    isEmptied ||= count === 0
    to -= 1
  }
  for (let j = other.bins.length - 1; j >= 0; j--) {
    const bin = other.bins[j] ?? 0
    for (; from >= 0 && (bins[from] ?? 0) > bin; from--) put(bins[from] ?? 0, counts[from] ?? 0)
    const isShared = from >= 0 && bins[from] === bin
    put(bin, (other.counts[j] ?? 0) + (isShared ? (counts[from] ?? 0) : 0))
    if (isShared) from -= 1
  }
  if (isEmptied) dropEmptyBins(bins, counts)
}

/** How many of the others are not there yet. */
function missingIn(bins: readonly number[], others: readonly number[]): number {
  let missing = others.length
  let i = 0
  for (const bin of others) {
    while (i < bins.length && (bins[i] ?? 0) < bin) i++
    if (bins[i] === bin) missing -= 1
  }
  return missing
}

function dropEmptyBins(bins: number[], counts: number[]): void {
  let kept = 0
  for (let i = 0; i < bins.length; i++) {
    if (counts[i] === 0) continue
    bins[kept] = bins[i] ?? 0
    counts[kept] = counts[i] ?? 0
    kept += 1
  }
  bins.length = kept
  counts.length = kept
}

/**
 * So many times as many numbers, distributed alike. Counts stay whole: it is their running sum that is rounded, so every rank is off
 * by at most a half.
 */
export function scaledSketch({ bins, counts }: ReadonlySketch, factor: number): LogSketch {
  const scaled = startSketch()
  let sum = 0
  let before = 0
  for (const [place, bin] of bins.entries()) {
    sum += counts[place] ?? 0
    const upTo = Math.round(factor * sum)
    if (upTo > before) {
      scaled.bins.push(bin)
      scaled.counts.push(upTo - before)
    }
    before = upTo
  }
  return scaled
}

function addToBin(sketch: LogSketch, bin: number, count: number): void {
  const { bins, counts } = sketch
  const place = placeOf(bins, bin)
  if (bins[place] !== bin) {
    if (count !== 0) insert(sketch, place, bin, count)
    return
  }
  const sum = (counts[place] ?? 0) + count
  if (sum !== 0) counts[place] = sum
  else {
    bins.splice(place, 1)
    counts.splice(place, 1)
  }
}

/** Most sketches of a history hold one number: a list that is made with it takes no room for more. */
function insert(sketch: LogSketch, place: number, bin: number, count: number): void {
  const { bins, counts } = sketch
  if (bins.length === 0) {
    sketch.bins = [bin]
    sketch.counts = [count]
    return
  }
  bins.push(bin)
  counts.push(count)
  for (let at = bins.length - 1; at > place; at--) {
    bins[at] = bins[at - 1] ?? 0
    counts[at] = counts[at - 1] ?? 0
  }
  bins[place] = bin
  counts[place] = count
}

/** Of the first bin that is not lower. */
function placeOf(bins: readonly number[], bin: number): number {
  let [from, to] = [0, bins.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((bins[middle] ?? 0) < bin) from = middle + 1
    else to = middle
  }
  return from
}

/** How many numbers a bin holds. */
export function countIn({ bins, counts }: ReadonlySketch, bin: number): number {
  const place = placeOf(bins, bin)
  return bins[place] === bin ? (counts[place] ?? 0) : 0
}

/** How many numbers it holds. */
export function sketchSize({ counts }: ReadonlySketch): number {
  let size = 0
  for (let i = 0; i < counts.length; i++) size += counts[i] ?? 0
  return size
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
