// One regime as it was fitted: a level or a line between two indices, never told beyond them.

/** A size and its standard error, in the scale of the row. */
export interface Estimate {
  value: number
  error: number
}

/** The indices [from, to) of the row. */
export interface Stretch {
  from: number
  to: number
  /** Fitted levels at its first and at its last index. */
  start: number
  end: number
  /** How far its line goes from its first index to its last; null: a level. */
  rise: Estimate | null
}

/** The stretch with its levels inside the range of the values that it describes (NaN: missing). */
export function within(stretch: Stretch, values: Float64Array): Stretch {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const held = (level: number): number => Math.min(Math.max(level, low), high)
  return low > high ? stretch : { ...stretch, start: held(stretch.start), end: held(stretch.end) }
}
