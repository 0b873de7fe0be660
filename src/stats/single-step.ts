// Whether a row holds one step of its level, whatever the memory of its noise: an e-value for short rows.

/** Where a step is likeliest, how likely each place is, and how large it is there, in the unit of the row. */
export interface SingleStep {
  /** Natural log of the evidence against "no step, and AR(1) noise of some memory". */
  evidence: number
  /** Index of the first value after it. */
  index: number
  /** Ends of the central 90 % of its posterior. */
  lower: number
  upper: number
  size: number
}

/** Memories that are considered, and how likely each is beforehand beside the others. */
const MEMORIES: readonly number[] = [0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.87, 0.93, 0.97, 0.99, 0.999]
/** Prior standard deviation of a step, in those of the noise. */
const REACH = 2.5

function weightOf(phi: number): number {
  if (phi <= 0.6) return 1
  return phi <= 0.8 ? 0.3 : 0.03
}

/**
 * For each memory phi the row is filtered (Prais and Winsten 1954), its level and the covariate projected out, and every place
 * of a step is given its Bayes factor under a normal prior of REACH standard deviations. What is returned is the mixture over
 * memories and places of step, over the *largest* likelihood that any memory reaches without one: the division by a maximum
 * keeps its mean at most the number of places under every one of them (universal inference, Wasserman, Ramdas and
 * Balakrishnan 2020), random walks nearly included. O(memories x n).
 *
 * @param covariate one more column to be explained away (a weekend, say); null for none, or where it does not vary
 * @param before least number of values before a step, at least 2
 * @param after least number after it, the first one included
 */
export function singleStep(
  values: readonly number[],
  covariate: readonly number[] | null,
  before: number,
  after: number,
): SingleStep | null {
  const n = values.length
  if (n < before + after || before < 2) return null
  const column = covariate !== null && varies(covariate) ? covariate : null
  const total = MEMORIES.reduce((sum, phi) => sum + weightOf(phi), 0)
  const places = n - after - before + 1
  const logs = new Float64Array(MEMORIES.length * places)
  const steps = new Float64Array(MEMORIES.length * places)
  let least = Number.NEGATIVE_INFINITY
  for (const [memory, phi] of MEMORIES.entries()) {
    const fit = filtered(values, column, phi)
    if (fit === null) return null
    least = Math.max(least, fit.log)
    const prior = fit.log + Math.log(weightOf(phi) / total)
    weighPlaces(fit, before, prior, logs.subarray(memory * places), steps.subarray(memory * places), places)
  }
  const most = logs.reduce((top, log) => Math.max(top, log), Number.NEGATIVE_INFINITY)
  const mass = new Float64Array(n)
  const sizes = new Float64Array(n)
  let sum = 0
  for (let term = 0; term < logs.length; term += 1) {
    const weight = Math.exp((logs[term] as number) - most)
    const place = before + (term % places)
    sum += weight
    mass[place] = (mass[place] as number) + weight
    sizes[place] = (sizes[place] as number) + weight * (steps[term] as number)
  }
  const index = mass.indexOf(mass.reduce((top, each) => Math.max(top, each), 0))
  return {
    evidence: most + Math.log(sum) - least,
    index,
    lower: quantile(mass, 0.05 * sum),
    upper: quantile(mass, 0.95 * sum),
    size: (sizes[index] as number) / (mass[index] as number),
  }
}

interface Filtered {
  phi: number
  n: number
  /** Degrees of freedom that are left, and what is left of the squares. */
  freedom: number
  squares: number
  /** Log marginal likelihood, up to a constant that all memories share. */
  log: number
  /** Suffix sums of the filtered residuals and columns. */
  residual: Float64Array
  columns: Float64Array[]
  /** Own values of the same, unsummed. */
  residuals: Float64Array
  bases: Float64Array[]
}

/** Orthonormal basis of the filtered level and covariate, and what they leave of the filtered row. */
function filtered(values: readonly number[], column: readonly number[] | null, phi: number): Filtered | null {
  const n = values.length
  const ones = Array.from({ length: n }, () => 1)
  const bases: Float64Array[] = []
  let logs = 0
  for (const raw of column === null ? [ones] : [ones, column]) {
    const basis = filter(raw, phi)
    for (const other of bases) remove(basis, other)
    const norm = Math.sqrt(dot(basis, basis))
    if (!(norm > 1e-9)) return null
    logs += 2 * Math.log(norm)
    for (let index = 0; index < n; index += 1) basis[index] = (basis[index] as number) / norm
    bases.push(basis)
  }
  const residuals = filter(values, phi)
  const total = residuals.slice()
  for (const basis of bases) remove(residuals, basis)
  const squares = dot(residuals, residuals)
  const freedom = n - bases.length
  if (!(squares > 1e-12 * dot(total, total))) return null
  return {
    phi,
    n,
    freedom,
    squares,
    log: Math.log(1 - phi * phi) / 2 - logs / 2 - (freedom / 2) * Math.log(squares),
    residual: suffix(residuals),
    columns: bases.map(suffix),
    residuals,
    bases,
  }
}

/** Log Bayes factors of steps at `count` places from `first` on, on top of `prior`, and their estimates. */
function weighPlaces(
  { phi, n, freedom, squares, residual, residuals, columns, bases }: Filtered,
  first: number,
  prior: number,
  logs: Float64Array,
  sizes: Float64Array,
  count: number,
): void {
  const own = 1 - phi
  for (let place = 0; place < count; place += 1) {
    const index = first + place
    let information = 1 + (n - index - 1) * own * own
    for (let column = 0; column < columns.length; column += 1) {
      const sums = columns[column] as Float64Array
      const basis = bases[column] as Float64Array
      const share = (basis[index] as number) + own * (sums[index + 1] as number)
      information -= share * share
    }
    if (!(information > 1e-12)) {
      logs[place] = Number.NEGATIVE_INFINITY
      continue
    }
    const product = (residuals[index] as number) + own * (residual[index + 1] as number)
    const expected = REACH * REACH * information
    const explained = (expected / (1 + expected)) * ((product * product) / (information * squares))
    const left = Math.log(Math.max(1 - explained, 1e-12))
    logs[place] = prior - Math.log1p(expected) / 2 - (freedom / 2) * left
    sizes[place] = product / information
  }
}

function filter(values: readonly number[], phi: number): Float64Array {
  const out = new Float64Array(values.length)
  out[0] = (values[0] ?? 0) * Math.sqrt(1 - phi * phi)
  for (let index = 1; index < values.length; index += 1)
    out[index] = (values[index] as number) - phi * (values[index - 1] as number)
  return out
}

/** Sums from each index to the end; one more element, of nothing. */
function suffix(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let index = values.length - 1; index >= 0; index -= 1)
    sums[index] = (sums[index + 1] as number) + (values[index] as number)
  return sums
}

function remove(from: Float64Array, unit: Float64Array): void {
  const share = dot(from, unit)
  for (let index = 0; index < from.length; index += 1)
    from[index] = (from[index] as number) - share * (unit[index] as number)
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let index = 0; index < one.length; index += 1) sum += (one[index] as number) * (other[index] as number)
  return sum
}

function quantile(mass: Float64Array, at: number): number {
  let sum = 0
  for (const [index, each] of mass.entries()) {
    sum += each
    if (sum >= at) return index
  }
  return mass.length - 1
}

function varies(values: readonly number[]): boolean {
  const ones = values.filter(value => value !== 0).length
  return ones >= 2 && values.length - ones >= 2
}
