// Where the size of a noise changed, once: the posterior over every possible beginning.

export interface ScaleFit {
  /** Log Bayes factor against "no change", every candidate equally probable beforehand. */
  evidence: number
  /** Posterior of the beginning over the candidates; `mass[0]` belongs to index `from`. Sums to one. */
  mass: Float64Array
  /** Log of the size after over the size before, and its standard error, averaged over the posterior. */
  logRatio: { value: number; error: number }
}

/**
 * That of normal noise, pi/2 - 1. Sizes that are more alike than that are no noise about the mean, but a mean that
 * moved: they are no better evidence of a change of scale.
 */
const LEAST_DISPERSION = Math.PI / 2 - 1

/** Beforehand a log ratio has this standard deviation: a change by a factor e is ordinary. */
const PRIOR_WIDTH = 1

/**
 * Fits one change of scale to innovations for each candidate index in [from, to) by the quasi-likelihood of a
 * gamma family (Wedderburn 1974; McCullagh and Nelder 1989, 8.3) on their absolute values: the dispersion is
 * estimated, so that heavy tails weaken the evidence as they should. `sign` 1: only growth, -1: only
 * shrinking, 0: either. `least` is the smallest mean absolute size that the older side is given: where nothing
 * happened for a long time, the first event is no change of spread. Null where a side has fewer than two values or no spread.
 */
export function fitScale(
  noise: Float64Array,
  { from, to, sign, least }: { from: number; to: number; sign: -1 | 0 | 1; least: number },
): ScaleFit | null {
  const n = noise.length
  const first = Math.max(from, 2)
  const end = Math.min(to, n - 1)
  if (end <= first) return null
  const sums = new Float64Array(n + 1)
  for (let i = 0; i < n; i++) sums[i + 1] = (sums[i] as number) + Math.abs(noise[i] as number)
  const whole = sums[n] as number
  if (!(whole > 0)) return null

  const gain = new Float64Array(to - from).fill(Number.NEGATIVE_INFINITY)
  const ratios = new Float64Array(to - from)
  let best = first
  for (let i = first; i < end; i++) {
    const older = Math.max((sums[i] as number) / i, least)
    const newer = (whole - (sums[i] as number)) / (n - i)
    if (!(older > 0) || !(newer > 0)) continue
    ratios[i - from] = Math.log(newer / older)
    if (sign * (ratios[i - from] as number) < 0) continue
    gain[i - from] = n * Math.log(whole / n) - i * Math.log(older) - (n - i) * Math.log(newer)
    if ((gain[i - from] as number) > (gain[best - from] as number)) best = i
  }
  if (gain[best - from] === Number.NEGATIVE_INFINITY) return null
  const precision = 1 / dispersion(noise, sums, best, least)

  const logs = gain.map((value, k) => {
    const i = from + k
    const information = (precision * i * (n - i)) / n
    return precision * value - 0.5 * Math.log(1 + PRIOR_WIDTH ** 2 * information)
  })
  const top = logs[best - from] as number
  const mass = logs.map(value => Math.exp(value - top))
  const total = mass.reduce((sum, value) => sum + value, 0)
  let value = 0
  for (let k = 0; k < mass.length; k++) {
    mass[k] = (mass[k] as number) / total
    value += (mass[k] as number) * (ratios[k] as number)
  }
  let variance = 0
  for (let k = 0; k < mass.length; k++) {
    const i = from + k
    const own = n / (precision * i * (n - i))
    variance += (mass[k] as number) * (own + ((ratios[k] as number) - value) ** 2)
  }
  return {
    evidence: top + Math.log(total / mass.length) + (sign === 0 ? 0 : Math.LN2),
    mass,
    logRatio: { value, error: Math.sqrt(variance) },
  }
}

/** Squared coefficient of variation of the absolute values about the mean of their own side of `split`. */
function dispersion(noise: Float64Array, sums: Float64Array, split: number, least: number): number {
  const n = noise.length
  const older = Math.max((sums[split] as number) / split, least)
  const newer = ((sums[n] as number) - (sums[split] as number)) / (n - split)
  let total = 0
  for (let i = 0; i < n; i++) total += (Math.abs(noise[i] as number) / (i < split ? older : newer) - 1) ** 2
  return Math.max(total / (n - 2), LEAST_DISPERSION)
}
