// Running sums of a whitened row, from which the squares that a level or a line leaves follow in constant time.

/** A row with a place for every value: ascending whole positions, and as many values. */
export interface Row {
  positions: Float64Array
  values: Float64Array
}

/** Sums kept for each value: of b^2, bc, c^2, bw, cw and w^2 (see the class). */
const STRIDE = 6

/**
 * A row in noise of one autocorrelation. Each value but a stretch's first is less `r` times the one before it and divided by the
 * standard deviation of what is left, with r = phi^gap over a gap; the first is stationary. So every whitened value has the variance
 * of an innovation. w: the value, b: a constant and c: the position, whitened alike. Positions are about the row's middle.
 */
export class WhitenedSums {
  readonly count: number
  readonly phi: number
  /** Whitened values; the first as a stretch's first. */
  readonly whitened: Float64Array
  readonly #sums: Float64Array
  readonly #row: Row
  readonly #first: number

  constructor(row: Row, phi: number) {
    const { positions, values } = row
    const n = values.length
    this.count = n
    this.phi = phi
    this.#row = row
    this.#first = 1 - phi * phi
    this.whitened = new Float64Array(n)
    const sums = new Float64Array((n + 1) * STRIDE)
    for (let i = 0; i < n; i++) {
      const at = i * STRIDE
      const next = at + STRIDE
      for (let k = 0; k < STRIDE; k++) sums[next + k] = sums[at + k] as number
      if (i === 0) {
        this.whitened[0] = Math.sqrt(this.#first) * (values[0] as number)
        continue
      }
      const gap = (positions[i] as number) - (positions[i - 1] as number)
      const r = gap === 1 ? phi : phi ** gap
      const size = gap === 1 ? 1 : Math.sqrt((1 - r * r) / this.#first)
      const b = (1 - r) / size
      const c = ((positions[i] as number) - r * (positions[i - 1] as number)) / size
      const w = ((values[i] as number) - r * (values[i - 1] as number)) / size
      this.whitened[i] = w
      sums[next] = (sums[next] as number) + b * b
      sums[next + 1] = (sums[next + 1] as number) + b * c
      sums[next + 2] = (sums[next + 2] as number) + c * c
      sums[next + 3] = (sums[next + 3] as number) + b * w
      sums[next + 4] = (sums[next + 4] as number) + c * w
      sums[next + 5] = (sums[next + 5] as number) + w * w
    }
    this.#sums = sums
  }

  /** Squares that a level leaves on [from, to), at least one value. */
  level(from: number, to: number): number {
    const s = this.#sums
    const a = (from + 1) * STRIDE
    const z = to * STRIDE
    const y = this.#row.values[from] as number
    const bb = (s[z] as number) - (s[a] as number) + this.#first
    const bw = (s[z + 3] as number) - (s[a + 3] as number) + this.#first * y
    const ww = (s[z + 5] as number) - (s[a + 5] as number) + this.#first * y * y
    return Math.max(ww - (bw * bw) / bb, 0)
  }

  /** Squares that a line leaves on [from, to), at least three values. */
  line(from: number, to: number): number {
    const s = this.#sums
    const a = (from + 1) * STRIDE
    const z = to * STRIDE
    const y = this.#row.values[from] as number
    const t = this.#row.positions[from] as number
    const bb = (s[z] as number) - (s[a] as number) + this.#first
    const bc = (s[z + 1] as number) - (s[a + 1] as number) + this.#first * t
    const cc = (s[z + 2] as number) - (s[a + 2] as number) + this.#first * t * t
    const bw = (s[z + 3] as number) - (s[a + 3] as number) + this.#first * y
    const cw = (s[z + 4] as number) - (s[a + 4] as number) + this.#first * t * y
    const ww = (s[z + 5] as number) - (s[a + 5] as number) + this.#first * y * y
    const slope = cw - (bc * bw) / bb
    return Math.max(ww - (bw * bw) / bb - (slope * slope) / (cc - (bc * bc) / bb), 0)
  }

  /**
   * The best place for a level that is left without a jump: index of the last value of the level, in [from, to), with
   * the squares that are left.
   */
  bestHinge(from: number, to: number): { last: number; squares: number } {
    const s = this.#sums
    const n = this.count
    const end = n * STRIDE
    const y = this.#row.values[0] as number
    const bb = (s[end] as number) + this.#first
    const bw = (s[end + 3] as number) + this.#first * y
    const rest = this.level(0, n)
    let best = { last: from, squares: rest }
    for (let k = from; k < to; k++) {
      const a = (k + 1) * STRIDE
      const t = this.#row.positions[k] as number
      const [b2, bc, c2] = [0, 1, 2].map(j => (s[end + j] as number) - (s[a + j] as number)) as [
        number,
        number,
        number,
      ]
      const hb = bc - t * b2
      const hh = c2 - 2 * t * bc + t * t * b2 - (hb * hb) / bb
      const hw =
        (s[end + 4] as number) -
        (s[a + 4] as number) -
        t * ((s[end + 3] as number) - (s[a + 3] as number)) -
        (hb * bw) / bb
      const squares = rest - (hw * hw) / hh
      if (squares < best.squares) best = { last: k, squares }
    }
    return best
  }
}
