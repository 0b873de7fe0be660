// One row at several resolutions: means of ever more neighbours, in which noise with a short memory averages out.

/** A row in groups of `size` positions. Groups of which more than half is missing are left out. */
export interface Rung {
  size: number
  /** First position of each group. */
  starts: Float64Array
  /** Number of each group, ascending from 0; a gap is a jump of more than one. */
  positions: Float64Array
  values: Float64Array
}

/** NaN: missing. The last group may be cut off. */
export function rungOf(row: Float64Array, size: number): Rung {
  const count = Math.ceil(row.length / size)
  const places: number[] = []
  const means: number[] = []
  for (let k = 0; k < count; k++) {
    const end = Math.min((k + 1) * size, row.length)
    let sum = 0
    let known = 0
    for (let i = k * size; i < end; i++) {
      const value = row[i] as number
      if (Number.isNaN(value)) continue
      sum += value
      known++
    }
    if (known === 0 || 2 * known < size) continue
    places.push(k)
    means.push(sum / known)
  }
  const positions = Float64Array.from(places)
  return {
    size,
    starts: positions.map(place => place * size),
    positions,
    values: Float64Array.from(means),
  }
}

/** The smallest size of a group that is at least `least` and divides a day of `perDay` positions, or is whole days. */
export function groupSize(least: number, perDay: number | null): number {
  const wanted = Math.max(1, Math.ceil(least - 1e-9))
  if (perDay === null || !Number.isInteger(perDay)) return wanted
  for (let size = wanted; size <= perDay; size++) if (perDay % size === 0) return size
  return Math.ceil(wanted / perDay) * perDay
}
