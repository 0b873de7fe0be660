// Location, spread and spikes by medians, for data in which a few values mean nothing.

/** The q-quantile (0..1) of a sorted array by linear interpolation (Hyndman and Fan 1996, type 7). NaN when empty. */
export function sortedQuantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = q * (sorted.length - 1)
  const below = Math.floor(place)
  const left = sorted[below] as number
  const right = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return left + (place - below) * (right - left)
}

/** The median; NaN when empty. */
export function medianOf(values: Float64Array): number {
  return sortedQuantile(Float64Array.from(values).sort(), 0.5)
}

/** Median absolute deviation from the median times 1.4826: the standard deviation, where the noise is normal. */
export function spreadOf(values: Float64Array): number {
  const centre = medianOf(values)
  return 1.4826 * medianOf(values.map(value => Math.abs(value - centre)))
}

/**
 * Pulls isolated spikes towards their neighbours: a value further than `limit` local standard deviations from
 * the running median of itself and three neighbours on either side is put at that distance. A step keeps its edge, because a
 * median does, and four equal neighbours in a row are no spike. Hampel (1974), clipped instead of replaced.
 */
export function clipSpikes(values: Float64Array, limit: number): Float64Array {
  const medians = runningMedian(values, 3)
  const spread = spreadOf(values.map((value, i) => value - (medians[i] as number)))
  if (!(spread > 0)) return Float64Array.from(values)
  const reach = limit * spread
  return values.map((value, i) => {
    const centre = medians[i] as number
    return Math.min(Math.max(value, centre - reach), centre + reach)
  })
}

/** Running median over `reach` neighbours on either side; near the ends the window is cut off. */
function runningMedian(values: Float64Array, reach: number): Float64Array {
  const n = values.length
  const out = new Float64Array(n)
  const window = new Float64Array(2 * reach + 1)
  for (let i = 0; i < n; i++) {
    const from = Math.max(0, i - reach)
    const size = Math.min(n, i + reach + 1) - from
    for (let k = 0; k < size; k++) insert(window, k, values[from + k] as number)
    const upper = window[size >> 1] as number
    out[i] = size % 2 === 1 ? upper : (upper + (window[(size >> 1) - 1] as number)) / 2
  }
  return out
}

/** Puts a value in its place among the first `count` of a sorted window. */
function insert(window: Float64Array, count: number, value: number): void {
  let k = count
  for (; k > 0 && (window[k - 1] as number) > value; k--) window[k] = window[k - 1] as number
  window[k] = value
}
