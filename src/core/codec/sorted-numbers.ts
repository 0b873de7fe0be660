// Sorted numbers as bytes: the gaps between them by Rice's code, for numbers that are as good as random within a fifth of a bit each of the
// shortest there is (R. F. Rice, Some practical universal noiseless coding techniques, JPL 79-22, 1979).

/** The number of numbers in 4 bytes, and the bits of a remainder. */
const HEAD_BYTES = 5
const MOST_BITS = 52

/** `bits`: all numbers are whole, from 0 to 2^bits - 1; at most 52. Sorts the numbers. */
export function packNumbers(numbers: Float64Array, bits: number): Uint8Array {
  numbers.sort()
  const count = numbers.length
  // The mean of gaps that fall off geometrically, times ln 2: then a quotient of 0 is as likely as not.
  const remainderBits =
    count === 0 ? 0 : Math.max(0, Math.min(MOST_BITS, Math.round(bits - Math.log2(count) - 0.53)))
  const scale = 2 ** remainderBits
  const writer = new BitWriter(HEAD_BYTES + Math.ceil((count * (remainderBits + 3)) / 8))
  writer.put(count, 32)
  writer.put(remainderBits, 8)
  let last = 0
  for (const number of numbers) {
    const gap = number - last
    last = number
    const quotient = Math.floor(gap / scale)
    writer.ones(quotient)
    writer.put(0, 1)
    writer.put(gap - quotient * scale, remainderBits)
  }
  return writer.bytes()
}

/** In order. Throws RangeError where the bytes are no such numbers, however they came to be. */
export function unpackNumbers(bytes: Uint8Array): Float64Array {
  const reader = new BitReader(bytes)
  const count = reader.take(32)
  const remainderBits = reader.take(8)
  if (remainderBits > MOST_BITS || count * (remainderBits + 1) > 8 * (bytes.length - HEAD_BYTES))
    throw new RangeError('the bytes end before their numbers do')
  const scale = 2 ** remainderBits
  const numbers = new Float64Array(count)
  let last = 0
  for (let place = 0; place < count; place++) {
    last += reader.ones() * scale + reader.take(remainderBits)
    numbers[place] = last
  }
  if (last > Number.MAX_SAFE_INTEGER) throw new RangeError('the bytes are no numbers')
  return numbers
}

class BitWriter {
  #bytes: Uint8Array
  #length = 0
  /** What is not a whole byte yet. */
  #pending = 0
  #pendingBits = 0

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected)
  }

  /** The lowest bits of a number, the highest of them first. */
  put(value: number, bits: number): void {
    let left = bits
    while (left > 0) {
      const taken = Math.min(left, 8 - this.#pendingBits)
      left -= taken
      const part = Math.floor(value / 2 ** left) % 2 ** taken
      this.#pending = this.#pending * 2 ** taken + part
      this.#pendingBits += taken
      if (this.#pendingBits === 8) this.#push()
    }
  }

  ones(count: number): void {
    for (let left = count; left > 0; left -= 8) this.put(0xff >>> (8 - Math.min(8, left)), Math.min(8, left))
  }

  bytes(): Uint8Array {
    if (this.#pendingBits > 0) this.put(0, 8 - this.#pendingBits)
    return this.#bytes.slice(0, this.#length)
  }

  #push(): void {
    if (this.#length === this.#bytes.length) {
      const wider = new Uint8Array(2 * this.#length + 8)
      wider.set(this.#bytes)
      this.#bytes = wider
    }
    this.#bytes[this.#length] = this.#pending
    this.#length += 1
    this.#pending = 0
    this.#pendingBits = 0
  }
}

class BitReader {
  readonly #bytes: Uint8Array
  /** In bits. */
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  take(bits: number): number {
    let value = 0
    let left = bits
    while (left > 0) {
      const byte = this.#bytes[this.#at >>> 3]
      if (byte === undefined) throw new RangeError('the bytes end before their numbers do')
      const free = 8 - (this.#at & 7)
      const taken = Math.min(left, free)
      value = value * 2 ** taken + ((byte >>> (free - taken)) & (0xff >>> (8 - taken)))
      this.#at += taken
      left -= taken
    }
    return value
  }

  /** How many there are before the next zero, which is taken with them. */
  ones(): number {
    let count = 0
    while (this.take(1) === 1) count += 1
    return count
  }
}
