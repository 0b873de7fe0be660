// How rare a value far out is, from the values that lay beyond a threshold: generalised Pareto tails, weighed by what was seen.

/** Shapes of the tail: 0 is exponential; from .5 on the variance is infinite. Before anything is seen they weigh so much. */
const SHAPES = [
  { shape: 0, weight: 0.56 },
  { shape: 0.1, weight: 0.22 },
  { shape: 0.2, weight: 0.12 },
  { shape: 0.3, weight: 0.06 },
  { shape: 0.45, weight: 0.03 },
  { shape: 0.6, weight: 0.01 },
] as const
/** Scales of the tail, in thresholds; beforehand all alike. */
const SCALES = Array.from({ length: 52 }, (_, step) => 0.1 * 1.07 ** step)
/** Excesses over the threshold are counted in bins that widen by this, up to some fifteen thresholds. */
const GROWTH = 1.4
/** Bins in which excesses are counted. */
export const TAIL_BINS = 9

/** The bin of a value that is so many thresholds, 1 or more. */
export function tailBin(times: number): number {
  return Math.min(TAIL_BINS - 1, Math.max(0, Math.floor(Math.log(times) / Math.log(GROWTH))))
}

/**
 * Probability that a value beyond the threshold lies beyond so many thresholds: the generalised Pareto distribution (Pickands 1975)
 * in its posterior mean over shape and scale, so that what few values leave open counts as possible (Coles 2001, section 9.1).
 *
 * @param counts values seen beyond the threshold, by bin
 * @param times 1 or more
 * @param mirrored values seen beyond a threshold of the other side: a tail of the same shape, of whatever scale
 */
export function paretoTail(
  counts: readonly number[],
  times: number,
  mirrored: readonly number[] = NO_COUNTS,
): number {
  const others = byShape(mirrored)
  const logs = MEMBERS.map(
    ({ place, weight, bins }) => weight + (others[place] as number) + logLikelihood(counts, bins),
  )
  const most = Math.max(...logs)
  let [all, beyond] = [0, 0]
  for (const [index, each] of logs.entries()) {
    const { shape, scale } = MEMBERS[index] as Member
    const weight = Math.exp(each - most)
    all += weight
    beyond += weight * survival(shape, scale, times - 1)
  }
  return beyond / all
}

const NO_COUNTS: readonly number[] = []

/** Log likelihood of counts by shape, in the mean over all scales. */
function byShape(counts: readonly number[]): number[] {
  const sums = SHAPES.map(() => 0)
  const logs = MEMBERS.map(({ bins }) => logLikelihood(counts, bins))
  const most = Math.max(...logs)
  for (const [index, { place }] of MEMBERS.entries())
    sums[place] = (sums[place] as number) + Math.exp((logs[index] as number) - most)
  return sums.map(Math.log)
}

function logLikelihood(counts: readonly number[], bins: readonly number[]): number {
  let sum = 0
  for (let bin = 0; bin < counts.length; bin += 1)
    if (counts[bin] !== 0) sum += (counts[bin] as number) * (bins[bin] as number)
  return sum
}

interface Member {
  /** Of its shape among all. */
  place: number
  shape: number
  scale: number
  /** Log of what it weighs beforehand. */
  weight: number
  /** Log probability of each bin. */
  bins: readonly number[]
}

const MEMBERS: readonly Member[] = SHAPES.flatMap(({ shape, weight }, place) =>
  SCALES.map(scale => ({ place, shape, scale, weight: Math.log(weight), bins: logBins(shape, scale) })),
)

function logBins(shape: number, scale: number): number[] {
  const beyond = Array.from({ length: TAIL_BINS }, (_, bin) => survival(shape, scale, GROWTH ** bin - 1))
  return beyond.map((from, bin) => Math.log(Math.max(from - (beyond[bin + 1] ?? 0), Number.MIN_VALUE)))
}

function survival(shape: number, scale: number, excess: number): number {
  return shape === 0 ? Math.exp(-excess / scale) : (1 + (shape * excess) / scale) ** (-1 / shape)
}
