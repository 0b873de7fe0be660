// A set of digests: twelve to thirty bytes each, outside of the heap. Of a `Set` one takes some sixty, and as many again while it grows.

export interface NumberSet {
  readonly size: number
  has(digest: number): boolean
  /** False: it was there. */
  add(digest: number): boolean
}

const LEAST_PLACES = 64
/** Fuller than that, and a search takes many steps (Knuth, TAOCP 3, 6.4, linear probing). */
const FULLEST = 0.6

/** Of whole numbers from 0 to 2^53 - 2 whose lowest bits are as good as random. */
export function createNumberSet(): NumberSet {
  return new Places()
}

class Places implements NumberSet {
  /** Each number and one: 0 is an empty place. */
  #places = new Float64Array(LEAST_PLACES)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(digest: number): boolean {
    return this.#places[this.#placeOf(digest + 1)] !== 0
  }

  add(digest: number): boolean {
    const place = this.#placeOf(digest + 1)
    if (this.#places[place] !== 0) return false
    this.#places[place] = digest + 1
    this.#size += 1
    if (this.#size > FULLEST * this.#places.length) this.#grow()
    return true
  }

  /** Where it stands, or would. */
  #placeOf(entry: number): number {
    const places = this.#places
    const last = places.length - 1
    let place = (entry >>> 0) & last
    while (places[place] !== 0 && places[place] !== entry) place = (place + 1) & last
    return place
  }

  #grow(): void {
    const before = this.#places
    this.#places = new Float64Array(2 * before.length)
    for (const entry of before) if (entry !== 0) this.#places[this.#placeOf(entry)] = entry
  }
}
