// Whether cycles of a series share a profile beyond what their own autocorrelation makes look like one.

/**
 * Normal score of the F test of "no profile" on rows of cycles (days, weeks) by columns of slots (hours, weekdays);
 * cells without a value are NaN. Each row is centred. Neighbouring slots of smooth noise are no independent
 * evidence: the degrees of freedom are those of an autocorrelated row, (S - 1)(1 - r^2) / (1 + r^2) with r the
 * lag-one correlation of what the profile leaves (Bartlett 1935). The score is Paulson's (1942) approximation.
 * Returns 0 with fewer than two rows or three columns.
 */
export function profileScore(rows: ReadonlyArray<readonly number[]>): number {
  const columns = rows[0]?.length ?? 0
  if (rows.length < 2 || columns < 2) return 0
  const centred = rows.map(row => centre(row))
  const profile: number[] = []
  let between = 0
  for (let column = 0; column < columns; column += 1) {
    const cells = centred.map(row => row[column] ?? Number.NaN).filter(cell => !Number.isNaN(cell))
    const value = cells.reduce((sum, cell) => sum + cell, 0) / Math.max(1, cells.length)
    profile.push(value)
    between += cells.length * value * value
  }
  const { squares, products } = leftovers(centred, profile)
  if (squares === 0) return between > 0 ? Number.POSITIVE_INFINITY : 0
  const correlation = Math.max(0, Math.min(0.99, products / squares))
  const across = Math.max(1, ((columns - 1) * (1 - correlation ** 2)) / (1 + correlation ** 2))
  const within = across * (rows.length - 1)
  const ratio = between / (columns - 1) / (squares / ((columns - 1) * (rows.length - 1)))
  return paulson(ratio, across, within)
}

function leftovers(
  rows: ReadonlyArray<readonly number[]>,
  profile: readonly number[],
): { squares: number; products: number } {
  let squares = 0
  let products = 0
  for (const row of rows) {
    let before = Number.NaN
    for (const [column, cell] of row.entries()) {
      const rest = cell - (profile[column] ?? 0)
      if (!Number.isNaN(rest)) squares += rest * rest
      if (!Number.isNaN(rest * before)) products += rest * before
      before = rest
    }
  }
  return { squares, products }
}

function centre(row: readonly number[]): number[] {
  const present = row.filter(cell => !Number.isNaN(cell))
  const mean = present.reduce((sum, cell) => sum + cell, 0) / Math.max(1, present.length)
  return row.map(cell => cell - mean)
}

/** Normal score of an F ratio with `above` and `below` degrees of freedom. */
export function paulson(ratio: number, above: number, below: number): number {
  const a = 2 / (9 * above)
  const b = 2 / (9 * below)
  const root = Math.cbrt(ratio)
  return ((1 - b) * root - (1 - a)) / Math.sqrt(b * root * root + a)
}
