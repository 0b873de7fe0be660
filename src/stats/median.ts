// The median, for the many short rows of a rhythm: of few values by insertion, of many by selection.

/** Up to so many values are sorted. */
const SHORT = 40

/** The middle value, or the mean of the two in the middle. Needs at least one value, and no NaN. */
export function medianOf(values: readonly number[]): number {
  const { length } = values
  if (length === 0) throw new RangeError('medianOf requires at least one value')
  const half = length >> 1
  const row = values.slice()
  if (length <= SHORT) sort(row)
  else select(row, half)
  const upper = row[half] as number
  if (length % 2 === 1) return upper
  let lower = row[half - 1] as number
  if (length > SHORT)
    for (let index = 0; index < half; index += 1) lower = Math.max(lower, row[index] as number)
  return (lower + upper) / 2
}

function sort(row: number[]): void {
  for (let index = 1; index < row.length; index += 1) {
    const value = row[index] as number
    let place = index - 1
    while (place >= 0 && (row[place] as number) > value) {
      row[place + 1] = row[place] as number
      place -= 1
    }
    row[place + 1] = value
  }
}

/** Brings the value that is k-th in order to place k, none larger before it and none smaller after it (Hoare 1961). */
function select(row: number[], k: number): void {
  let low = 0
  let high = row.length - 1
  while (low < high) {
    const pivot = row[(low + high) >> 1] as number
    let left = low
    let right = high
    while (left <= right) {
      while ((row[left] as number) < pivot) left += 1
      while ((row[right] as number) > pivot) right -= 1
      if (left > right) break
      const value = row[left] as number
      row[left] = row[right] as number
      row[right] = value
      left += 1
      right -= 1
    }
    if (k <= right) high = right
    else if (k >= left) low = left
    else return
  }
}
