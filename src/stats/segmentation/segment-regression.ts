// A line that breaks at a known place, by a step or by a kink, in AR(1) noise whose size may change there.

export interface BreakInput {
  positions: Float64Array
  values: Float64Array
  /** Place in the row of the first value after the break. */
  at: number
  phi: number
  /** Standard deviation of the innovations before and after; both positive. */
  sigma: readonly [number, number]
}

export interface BreakFit {
  /** Height of the step, or change of slope per position at the kink; with its standard error. */
  value: number
  error: number
  /** Squared standard errors by which the break is told from an unbroken line: chi-squared on one degree. */
  gain: number
}

/**
 * Generalised least squares of the row on a level, a trend (unless `flat`) and the break. Null where these
 * cannot be told apart.
 */
export function fitBreak(shape: 'step' | 'kink', flat: boolean, input: BreakInput): BreakFit | null {
  const { positions, at } = input
  const n = positions.length
  const origin = positions[at] as number
  const extent = Math.max((positions[n - 1] as number) - (positions[0] as number), 1)
  const columns = [
    () => 1,
    ...(flat ? [] : [(i: number) => ((positions[i] as number) - origin) / extent]),
    (i: number) => (i < at ? 0 : shape === 'step' ? 1 : ((positions[i] as number) - origin + 1) / extent),
  ]
  const normal = normalEquations(input, columns)
  return lastCoefficient(normal, shape === 'step' ? 1 : extent)
}

/** One row a column: its products with every column, and with the values at the end. */
function normalEquations(input: BreakInput, columns: ReadonlyArray<(i: number) => number>): Float64Array[] {
  const { positions, values, at, phi, sigma } = input
  const rows = [...columns, (i: number) => values[i] as number]
  const normal = columns.map(() => new Float64Array(rows.length))
  for (let i = 0; i < values.length; i++) {
    const r = i === 0 ? 0 : phi ** ((positions[i] as number) - (positions[i - 1] as number))
    const size = Math.sqrt((1 - r * r) / (1 - phi * phi)) * (i < at ? sigma[0] : sigma[1])
    const whitened = rows.map(row => (row(i) - (i === 0 ? 0 : r * row(i - 1))) / size)
    for (const [k, line] of normal.entries()) {
      for (let b = 0; b < whitened.length; b++) {
        line[b] = (line[b] as number) + (whitened[k] as number) * (whitened[b] as number)
      }
    }
  }
  return normal
}

/** Forward elimination leaves the last coefficient alone in the last row, and its precision on the diagonal. */
function lastCoefficient(normal: Float64Array[], unit: number): BreakFit | null {
  const p = normal.length
  for (let k = 0; k < p - 1; k++) {
    const pivot = normal[k] as Float64Array
    for (let a = k + 1; a < p; a++) {
      const line = normal[a] as Float64Array
      const factor = (line[k] as number) / (pivot[k] as number)
      for (let b = k; b <= p; b++) line[b] = (line[b] as number) - factor * (pivot[b] as number)
    }
  }
  const line = normal[p - 1] as Float64Array
  const precision = line[p - 1] as number
  const right = line[p] as number
  if (!(precision > 0) || !Number.isFinite(right)) return null
  return {
    value: right / precision / unit,
    error: 1 / Math.sqrt(precision) / unit,
    gain: right ** 2 / precision,
  }
}
