// All changes of a row as terms of one regression in AR(1) noise, from moments that any subset of the terms shares.
import type { Rung } from './rungs.ts'

/** A step of the level, or the beginning of a slope, at the first position of the new regime. */
export interface Term {
  kind: 'step' | 'hinge'
  at: number
}

export interface JointFit {
  phi: number
  /** Values and coefficients, the constant included. */
  m: number
  p: number
  /** Log likelihood at the size of the noise that fits best. */
  logLikelihood: number
  squares: number
  /** The level, then a coefficient for each term; their variances, and their covariances row by row. */
  beta: Float64Array
  variance: Float64Array
  covariance: Float64Array
}

/** A group stands for `size` positions from `start` on: what a term of height one, or slope one a position, adds to its mean. */
export function termAt({ kind, at }: Term, start: number, size: number): number {
  const end = start + size
  if (end <= at) return 0
  const from = Math.max(start, at)
  const share = (end - from) / size
  return kind === 'step' ? share : share * ((from + end - 1) / 2 - at + 1)
}

/** What terms, and their fit in the same order, say of a position. */
export function fittedAt(terms: readonly Term[], { beta }: JointFit, position: number): number {
  return terms.reduce(
    (sum, term, k) => sum + (beta[k + 1] as number) * termAt(term, position, 1),
    beta[0] as number,
  )
}

/** Products of neighbours that are `gap` groups apart. */
interface Products {
  gap: number
  count: number
  own: Float64Array
  cross: Float64Array
  before: Float64Array
}

const MOST_PHI = 0.95
/** Steps of the grid on which an autocorrelation is sought. */
const GRID = 19

export class Moments {
  readonly m: number
  readonly #columns: number
  readonly #units: Float64Array
  readonly #first: Float64Array
  readonly #products: Products[] = []

  constructor(rung: Rung, terms: readonly Term[]) {
    const { starts, size, positions, values } = rung
    this.m = values.length
    this.#columns = terms.length + 2
    const extent = Math.max((starts.at(-1) ?? 0) + size - (starts[0] ?? 0), 1)
    this.#units = Float64Array.from(terms, ({ kind }) => (kind === 'step' ? 1 : extent))
    const c = this.#columns
    const rowAt = (i: number): Float64Array => {
      const row = new Float64Array(c)
      row[0] = 1
      for (const [k, term] of terms.entries()) {
        row[k + 1] = termAt(term, starts[i] as number, size) / (this.#units[k] as number)
      }
      row[c - 1] = values[i] as number
      return row
    }
    let before = this.m > 0 ? rowAt(0) : new Float64Array(c)
    this.#first = outer(before, before, new Float64Array(c * c))
    for (let i = 1; i < this.m; i++) {
      const row = rowAt(i)
      const products = this.#of((positions[i] as number) - (positions[i - 1] as number))
      products.count++
      outer(row, row, products.own)
      outer(row, before, products.cross)
      outer(before, before, products.before)
      before = row
    }
  }

  #of(gap: number): Products {
    const known = this.#products.find(products => products.gap === gap)
    if (known !== undefined) return known
    const square = (): Float64Array => new Float64Array(this.#columns ** 2)
    const made = { gap, count: 0, own: square(), cross: square(), before: square() }
    this.#products.push(made)
    return made
  }

  /** Null where the terms (their places in the list) cannot be told apart, or leave nothing. */
  fit(terms: readonly number[], phi: number): JointFit | null {
    const places = [0, ...terms.map(k => k + 1), this.#columns - 1]
    const c = places.length
    const normal = new Float64Array(c * c)
    const stationary = 1 - phi * phi
    const add = (from: Float64Array, factor: number, both: boolean): void => {
      for (let a = 0; a < c; a++) {
        for (let b = 0; b < c; b++) {
          const [x, y] = [places[a] as number, places[b] as number]
          const value =
            (from[x * this.#columns + y] as number) + (both ? (from[y * this.#columns + x] as number) : 0)
          normal[a * c + b] = (normal[a * c + b] as number) + factor * value
        }
      }
    }
    add(this.#first, stationary, false)
    let logSizes = -0.5 * Math.log(stationary)
    for (const { gap, count, own, cross, before } of this.#products) {
      const r = phi ** gap
      const size = (1 - r * r) / stationary
      add(own, 1 / size, false)
      add(cross, -r / size, true)
      add(before, (r * r) / size, false)
      logSizes += 0.5 * count * Math.log(size)
    }
    return this.#solved(normal, terms, phi, logSizes)
  }

  /** With the autocorrelation that is likeliest, by a grid and a parabola through its best. */
  likeliest(terms: readonly number[]): JointFit | null {
    const at = (k: number): number => (k / GRID) * MOST_PHI
    const fits = Array.from({ length: GRID + 1 }, (_, k) => this.fit(terms, at(k)))
    let best = 0
    const worth = (k: number): number => fits[k]?.logLikelihood ?? Number.NEGATIVE_INFINITY
    for (let k = 1; k <= GRID; k++) if (worth(k) > worth(best)) best = k
    if (best === 0 || best === GRID) return fits[best] ?? null
    const [left, middle, right] = [worth(best - 1), worth(best), worth(best + 1)]
    const bend = left - 2 * middle + right
    const shift = bend < 0 ? (0.5 * (left - right)) / bend : 0
    const refined = this.fit(terms, at(best + Math.min(Math.max(shift, -1), 1)))
    return refined !== null && refined.logLikelihood > middle ? refined : (fits[best] ?? null)
  }

  /**
   * As the likeliest, at an autocorrelation raised by what its estimate lacks: regression on p columns leaves
   * (1 + 3 phi + p - 1) / m too little (Kendall 1954, for the mean alone).
   */
  cautious(terms: readonly number[]): JointFit | null {
    const likeliest = this.likeliest(terms)
    if (likeliest === null) return null
    const { phi, p } = likeliest
    return this.fit(terms, Math.min(phi + (1 + 3 * phi + p - 1) / this.m, MOST_PHI))
  }

  /** Gauss-Jordan on the symmetric normal equations; the last column is the right side. */
  #solved(normal: Float64Array, terms: readonly number[], phi: number, logSizes: number): JointFit | null {
    const c = terms.length + 2
    const p = c - 1
    const freedom = this.m - p
    const whole = normal[c * c - 1] as number
    const scales = Array.from({ length: p }, (_, k) => normal[k * c + k] as number)
    if (freedom < 1) return null
    for (let k = 0; k < p; k++) {
      const pivot = normal[k * c + k] as number
      if (!(pivot > 1e-9 * (scales[k] as number))) return null
      sweep(normal, c, k)
    }
    const squares = Math.max(normal[c * c - 1] as number, 1e-13 * whole)
    const size = squares / freedom
    const beta = new Float64Array(p)
    const covariance = new Float64Array(p * p)
    const unitOf = (k: number): number => (k === 0 ? 1 : (this.#units[terms[k - 1] as number] as number))
    for (let k = 0; k < p; k++) {
      beta[k] = (normal[k * c + c - 1] as number) / unitOf(k)
      for (let j = 0; j < p; j++) {
        covariance[k * p + j] = (size * (normal[k * c + j] as number)) / (unitOf(k) * unitOf(j))
      }
    }
    const variance = Float64Array.from({ length: p }, (_, k) => covariance[k * p + k] as number)
    const logLikelihood = -(this.m / 2) * Math.log(Math.max(squares / this.m, 1e-300)) - logSizes
    return { phi, m: this.m, p, logLikelihood, squares, beta, variance, covariance }
  }
}

function outer(a: Float64Array, b: Float64Array, into: Float64Array): Float64Array {
  const n = a.length
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      into[i * n + j] = (into[i * n + j] as number) + (a[i] as number) * (b[j] as number)
    }
  }
  return into
}

/** The sweep operator (Beaton 1964): after all columns, their inverse, and the coefficients beside it. */
function sweep(a: Float64Array, c: number, k: number): void {
  const d = a[k * c + k] as number
  for (let j = 0; j < c; j++) a[k * c + j] = (a[k * c + j] as number) / d
  for (let i = 0; i < c; i++) {
    if (i === k) continue
    const b = a[i * c + k] as number
    for (let j = 0; j < c; j++) a[i * c + j] = (a[i * c + j] as number) - b * (a[k * c + j] as number)
    a[i * c + k] = -b / d
  }
  a[k * c + k] = 1 / d
}
