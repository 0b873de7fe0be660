// The median, for the many short rows of a rhythm: without a comparison function, and in place of a copy.

/** Up to so many values are sorted by insertion. */
const SHORT = 40

/** The middle value, or the mean of the two in the middle. Needs at least one value, and no NaN. */
export function medianOf(values: readonly number[]): number {
  const { length } = values
  if (length === 0) throw new RangeError('medianOf requires at least one value')
  const sorted = length <= SHORT ? inserted(values) : Float64Array.from(values).sort()
  const half = length >> 1
  const upper = sorted[half] as number
  return length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}

function inserted(values: readonly number[]): number[] {
  const sorted = values.slice()
  for (let index = 1; index < sorted.length; index += 1) {
    const value = sorted[index] as number
    let place = index - 1
    while (place >= 0 && (sorted[place] as number) > value) {
      sorted[place + 1] = sorted[place] as number
      place -= 1
    }
    sorted[place + 1] = value
  }
  return sorted
}
