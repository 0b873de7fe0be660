// How a row's values repeat: by which counts, shares and rows of mostly one value are known.

export interface ValueCounts {
  /** Different values, and the share of the commonest. */
  distinct: number
  commonest: number
}

/** Of longer rows so many values, evenly spaced, are counted. */
const MOST = 20_000

/** NaN is left out; a row without numbers has none. */
export function valueCounts(values: Float64Array): ValueCounts {
  const stride = Math.max(1, Math.floor(values.length / MOST))
  const counts = new Map<number, number>()
  let known = 0
  for (let i = 0; i < values.length; i += stride) {
    const value = values[i] as number
    if (Number.isNaN(value)) continue
    known++
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  let most = 0
  for (const count of counts.values()) most = Math.max(most, count)
  return { distinct: counts.size, commonest: known === 0 ? 0 : most / known }
}
