// Nested means of a table of days by hours, each kept only as far as it is more than noise.
import { paulson } from '../../stats/profile-test.ts'

/** Values of the days, in rows of equal length; NaN where there is none. */
export type Table = ReadonlyArray<readonly number[]>

export interface Component {
  /** By group and column, shrunk; all zero where nothing was kept. */
  readonly means: ReadonlyArray<readonly number[]>
  /** Share that was kept, 0 to 1. */
  readonly kept: number
}

/**
 * Means of the rows of each group, about zero, times 1 - 1/F, the multiplier that predicts rows to come best; nothing where the
 * F test (degrees of freedom those of autocorrelated columns, Bartlett 1935) has a normal score of at most `least`.
 *
 * @param groups the group of each row, from 0
 */
export function component(table: Table, groups: readonly number[], count: number, least: number): Component {
  const columns = table[0]?.length ?? 0
  const sums = Array.from({ length: count }, () => Array.from({ length: columns }, () => 0))
  const seen = Array.from({ length: count }, () => Array.from({ length: columns }, () => 0))
  for (const [index, row] of table.entries()) {
    const group = groups[index] ?? 0
    const [sum, cells] = [sums[group] ?? [], seen[group] ?? []]
    for (let column = 0; column < columns; column += 1) {
      const value = row[column] as number
      if (Number.isNaN(value)) continue
      sum[column] = (sum[column] ?? 0) + value
      cells[column] = (cells[column] ?? 0) + 1
    }
  }
  const means = sums.map((sum, group) =>
    sum.map((total, column) => total / Math.max(1, seen[group]?.[column] ?? 0)),
  )
  const used = seen.filter(cells => cells.some(cell => cell > 0)).length
  const { ratio, above, below } = fRatio(table, groups, means, used)
  const kept = above > 0 && below > 0 && paulson(ratio, above, below) > least ? Math.max(0, 1 - 1 / ratio) : 0
  return { means: means.map(row => row.map(value => value * kept)), kept }
}

function fRatio(
  table: Table,
  groups: readonly number[],
  means: Table,
  used: number,
): { ratio: number; above: number; below: number } {
  const columns = table[0]?.length ?? 0
  let between = 0
  let squares = 0
  let products = 0
  let cells = 0
  for (const [index, row] of table.entries()) {
    let before = Number.NaN
    for (let column = 0; column < columns; column += 1) {
      const mean = means[groups[index] ?? 0]?.[column] ?? 0
      const rest = (row[column] as number) - mean
      if (!Number.isNaN(rest)) {
        between += mean * mean
        squares += rest * rest
        cells += 1
      }
      if (!Number.isNaN(rest * before)) products += rest * before
      before = rest
    }
  }
  const freedom = used * columns
  const left = cells - freedom
  if (left <= 0 || !(squares > 0))
    return { ratio: squares > 0 ? 1 : 1e9, above: squares > 0 ? 0 : freedom, below: 1 }
  const r = columns > 2 ? Math.max(0, Math.min(0.99, products / squares)) : 0
  const effective = (1 - r * r) / (1 + r * r)
  return {
    ratio: between / freedom / (squares / left),
    above: Math.max(1, freedom * effective),
    below: Math.max(1, left * effective),
  }
}
