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
  if (pairs < 8 || !(squares > 0)) return 0
  const raw = products / squares
  return raw + (1 + 3 * raw) / pairs
}

/**
 * Whether a row whose `lagOne` is this is no random walk: the test of Dickey and Fuller (1979) on n (raw - 1), with a
 * constant, at three in a thousand. The critical values for these are -20.9, -22.8, -24.0 and -25.9 for 28, 56, 112 and 336
 * points, by 60,000 simulated walks (20,000 of 336), clipped as baselines are; -26 + 188 / n is within 0.5 of the last three.
 * (At one in a hundred the same simulation has -17.5 and -20.3 for 28 and 336, where Fuller's table has -17.2 and -20.3
 * for 25 and 250.)
 */
export function excludesRandomWalk(phi: number, count: number): boolean {
  const raw = (phi - 1 / count) / (1 + 3 / count)
  return count * (raw - 1) < Math.min(-26 + 188 / count, -20.9)
}

/**
 * Variance of the mean of neighbouring values over that of independent ones of the same spread: one plus twice the
 * Bartlett-weighted autocorrelations up to `lags` (Newey and West 1987). At least 0; 1 for constant values.
 */
export function longRunRatio(values: readonly number[], lags: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const rest = values.map(value => value - mean)
  const variance = rest.reduce((sum, value) => sum + value * value, 0)
  if (variance === 0) return 1
  let ratio = 1
  for (let lag = 1; lag <= lags; lag += 1) {
    let products = 0
    for (let index = lag; index < rest.length; index += 1) {
      products += (rest[index] as number) * (rest[index - lag] as number)
    }
    ratio += (2 * (1 - lag / (lags + 1)) * products) / variance
  }
  return Math.max(0, ratio)
}
