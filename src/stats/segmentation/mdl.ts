// The description length of any stretch of a row as one regime: a level or a line, with AR(1) noise of its own size.

/** What is known of the row as a whole before a stretch of it is described. */
export interface RowModel {
  /** Positions in units of the row's length, about its middle: [-0.5, 0.5]. */
  times: Float64Array
  /** Values, standardised so that their squares are of order one. */
  values: Float64Array
  /** Variance that innovations are expected to have before a stretch is seen. */
  variance: number
  /** How many values that expectation is worth. */
  weight: number
}

/** One stretch as the shorter of its two descriptions. */
export interface Stretch {
  /** Description length in nats, boundaries not included. */
  length: number
  shape: 'constant' | 'linear'
  /** Autocorrelation of the noise within. */
  phi: number
  /** Standard deviation of the innovations within. */
  sigma: number
}

/** Autocorrelation of the noise is sought in [0, this]: at 1 a level would have no meaning. */
const PHI_MAX = 0.98
/** Sums kept for each value: 1 of y, y^2, z, z^2, yz, t, t^2, ty, tz with z the value before. */
const STRIDE = 9
/** A line needs so many pairs of neighbours. */
const FEWEST_PAIRS = 4

/**
 * Running sums from which the description of the stretch [from, to) follows in constant time, for any of the
 * n^2 / 2 stretches. The length is that of Davis, Lee and Rodriguez-Yam (2006, equation 6) for an autoregression of
 * order one: half the log of the number of values for each parameter, and the Gaussian likelihood with the
 * innovation variance at its posterior mode under an inverse gamma prior. The first value of a stretch is drawn from the stationary
 * distribution, so a stretch of a random walk pays for its arbitrary start.
 */
export class DescriptionLengths {
  readonly count: number
  readonly #sums: Float64Array
  readonly #times: Float64Array
  readonly #values: Float64Array
  readonly #expected: number
  readonly #weight: number
  readonly #logExpected: number
  readonly #logs: Float64Array

  constructor({ times, values, variance, weight }: RowModel) {
    const n = values.length
    this.count = n
    this.#expected = variance
    this.#times = times
    this.#values = values
    this.#weight = weight
    this.#logExpected = Math.log(variance)
    this.#logs = Float64Array.from({ length: n + 1 }, (_, k) => Math.log(k))
    const sums = new Float64Array((n + 1) * STRIDE)
    for (let i = 0; i < n; i++) {
      const at = i * STRIDE
      const next = at + STRIDE
      for (let k = 0; k < STRIDE; k++) sums[next + k] = sums[at + k] as number
      if (i === 0) continue
      const y = values[i] as number
      const z = values[i - 1] as number
      const t = times[i] as number
      sums[next] = (sums[next] as number) + y
      sums[next + 1] = (sums[next + 1] as number) + y * y
      sums[next + 2] = (sums[next + 2] as number) + z
      sums[next + 3] = (sums[next + 3] as number) + z * z
      sums[next + 4] = (sums[next + 4] as number) + y * z
      sums[next + 5] = (sums[next + 5] as number) + t
      sums[next + 6] = (sums[next + 6] as number) + t * t
      sums[next + 7] = (sums[next + 7] as number) + t * y
      sums[next + 8] = (sums[next + 8] as number) + t * z
    }
    this.#sums = sums
  }

  /** Description length in nats of [from, to); at least three values. */
  length(from: number, to: number): number {
    return this.#shortest(from, to, null)
  }

  /** The shorter description of [from, to); at least three values. */
  describe(from: number, to: number): Stretch {
    const out: Stretch = { length: 0, shape: 'constant', phi: 0, sigma: 0 }
    out.length = this.#shortest(from, to, out)
    return out
  }

  #shortest(from: number, to: number, out: Stretch | null): number {
    const s = this.#sums
    const a = (from + 1) * STRIDE
    const b = to * STRIDE
    const pairs = to - from - 1
    const n = pairs + 1
    const y = (s[b] as number) - (s[a] as number)
    const z = (s[b + 2] as number) - (s[a + 2] as number)
    const yy = (s[b + 1] as number) - (s[a + 1] as number) - (y * y) / pairs
    const zz = (s[b + 3] as number) - (s[a + 3] as number) - (z * z) / pairs
    const yz = (s[b + 4] as number) - (s[a + 4] as number) - (y * z) / pairs
    const phi = bestPhi(zz, yz)
    const first = (this.#values[from] as number) - y / pairs
    const size = this.#variance(yy, zz, yz, phi, n, first)
    const level = this.#length(size, phi, n, 2)
    if (out !== null) tell(out, 'constant', phi, size)
    if (pairs < FEWEST_PAIRS) return level

    const t = (s[b + 5] as number) - (s[a + 5] as number)
    const tt = (s[b + 6] as number) - (s[a + 6] as number) - (t * t) / pairs
    const ty = ((s[b + 7] as number) - (s[a + 7] as number) - (t * y) / pairs) / tt
    const tz = ((s[b + 8] as number) - (s[a + 8] as number) - (t * z) / pairs) / tt
    const yyLine = yy - ty * ty * tt
    const zzLine = zz - tz * tz * tt
    const yzLine = yz - ty * tz * tt
    const phiLine = bestPhi(zzLine, yzLine)
    const firstLine = first - ty * ((this.#times[from] as number) - t / pairs)
    const sizeLine = this.#variance(yyLine, zzLine, yzLine, phiLine, n, firstLine)
    // log x <= x - 1 bounds what a line can save, without a logarithm.
    const most = (n + this.#weight) * (size / sizeLine - 1) + this.#room(phiLine, n) / this.#room(phi, n) - 1
    if (most <= (this.#logs[n] as number)) return level
    const line = this.#length(sizeLine, phiLine, n, 3)
    if (line >= level) return level
    if (out !== null) tell(out, 'linear', phiLine, sizeLine)
    return line
  }

  /**
   * Innovation variance at its posterior mode, from the detrended second moments of n values and how far the
   * first lies from the mean of the rest: it is drawn from the stationary distribution.
   */
  #variance(yy: number, zz: number, yz: number, phi: number, n: number, first: number): number {
    const rest = Math.max(yy - 2 * phi * yz + phi * phi * zz, 0) + (1 - phi * phi) * first * first
    return (rest + this.#weight * this.#expected) / (n + this.#weight)
  }

  /** Innovation variance over stationary variance; n values cannot show less than 1 / n. */
  #room(phi: number, n: number): number {
    return Math.max(1 - phi * phi, 1 / n)
  }

  /** Length of n values with `parameters` besides the variance. */
  #length(size: number, phi: number, n: number, parameters: number): number {
    const logSize = Math.log(size)
    const prior = this.#weight * (logSize - this.#logExpected + this.#expected / size - 1)
    return (n * logSize - Math.log(this.#room(phi, n)) + parameters * (this.#logs[n] as number) + prior) / 2
  }
}

function tell(out: Stretch, shape: Stretch['shape'], phi: number, size: number): void {
  out.shape = shape
  out.phi = phi
  out.sigma = Math.sqrt(size)
}

function bestPhi(zz: number, yz: number): number {
  const phi = yz / (zz + 1e-12)
  return phi > 0 ? Math.min(phi, PHI_MAX) : 0
}
