// What can be said of a share when part of it was never looked at, and nobody knows why just that part.

/**
 * Worst-case bounds (Manski 1989): the unseen are all false, or all true. No assumption, hence no point
 * estimate. Not a confidence interval: it does not narrow as `total` grows. `total` must be positive.
 */
export function manskiBounds(counts: { trues: number; verified: number; total: number }): {
  lower: number
  upper: number
} {
  const { trues, verified, total } = counts
  return { lower: trues / total, upper: (trues + total - verified) / total }
}
