// Which hours of the day are louder than the others, so that each is judged by its own noise.

/** Innovations beyond this count as this, so that one burst makes no hour loud. */
const CLIP = 8
const MOST_NOISY = 4
/** Hours that differ by so much more than chance are each brought to their own, shrunk width. */
const FEWEST_DAYS = 5
const LEAST_SHARE = 0.35

/**
 * Up to four hours whose mean square is beyond what chance makes of J days (log 1 + 3.3 sqrt(2/J) + 3/J over the median) get
 * their own width; the others theirs, shrunk by how far their variance exceeds that of chance.
 *
 * @param innovations with the slot of each, of a usual width of about one
 */
export function fitLoudness(
  slots: number,
  innovations: ReadonlyArray<{ readonly slot: number; readonly value: number }>,
): readonly number[] {
  if (slots < 4) return []
  const sums = Array.from({ length: slots }, () => 0)
  const counts = Array.from({ length: slots }, () => 0)
  for (const { slot, value } of innovations) {
    sums[slot] = (sums[slot] ?? 0) + Math.min(CLIP * CLIP, value * value)
    counts[slot] = (counts[slot] ?? 0) + 1
  }
  const days = Math.min(...counts)
  if (days < FEWEST_DAYS) return []
  const logs = sums.map((sum, slot) => Math.log(Math.max(sum / (counts[slot] ?? 1), 1e-4)))
  const middle = middleOf(logs)
  const bar = Math.log(1 + 3.3 * Math.sqrt(2 / days) + 3 / days)
  const noisy = new Set(
    logs
      .map((log, slot) => ({ log, slot }))
      .filter(({ log }) => log - middle > bar)
      .toSorted((a, b) => b.log - a.log)
      .slice(0, MOST_NOISY)
      .map(({ slot }) => slot),
  )
  const rest = logs.filter((_, slot) => !noisy.has(slot))
  const mean = rest.reduce((sum, log) => sum + log, 0) / rest.length
  const variance = rest.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, rest.length - 1)
  const share = variance > 0 ? Math.max(0, 1 - (1.4 * (2 / days)) / variance) : 0
  if (noisy.size === 0 && share <= LEAST_SHARE) return []
  return logs.map((log, slot) => {
    if (noisy.has(slot)) return Math.exp((log - mean) / 2)
    return share > LEAST_SHARE ? Math.exp((share * (log - mean)) / 2) : 1
  })
}

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.floor(half - 0.5)] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2
}
