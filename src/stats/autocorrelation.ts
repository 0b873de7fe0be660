// Lag-one autocorrelation of short series, with its bias taken out.

/**
 * Least-squares estimate of phi in `z[t] = phi z[t-1] + e[t]`, over those pairs that are neighbours.
 * The estimate falls short of the truth by about (1 + 3 phi) / n (Kendall 1954, Marriott and Pope 1954);
 * that much is put back. Values are deviations from their centre. Returns 0 with fewer than 8 pairs.
 *
 * @param adjacent whether element i directly follows element i - 1
 */
export function lagOne(deviations: readonly number[], adjacent: (index: number) => boolean): number {
  let products = 0
  let squares = 0
  let pairs = 0
  for (let index = 1; index < deviations.length; index += 1) {
    if (!adjacent(index)) continue
    const before = deviations[index - 1] ?? 0
    products += before * (deviations[index] ?? 0)
    squares += before * before
    pairs += 1
  }
  if (pairs < 8 || squares === 0) return 0
  const raw = products / squares
  return raw + (1 + 3 * raw) / pairs
}
