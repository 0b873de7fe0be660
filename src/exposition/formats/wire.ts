// The wire format of Protocol Buffers, as far as families of metrics need it: numbers, texts, and messages within messages.
// https://protobuf.dev/programming-guides/encoding/

const VARINT = 0
const FIXED64 = 1
const BYTES = 2

/** Bytes that a varint takes at most, and a tag with a number behind it. */
const LONGEST_VARINT = 10
const TAG_AND_NUMBER = 2 * LONGEST_VARINT

/** Bytes of a UTF-16 unit in UTF-8, at most. */
const WIDEST_UNIT = 3

const ALL_BITS = 2 ** 32

/** Writes one message after the other into memory that grows. Numbers of fields are below 16, whole numbers below 2^52. */
export class Wire {
  #bytes = Buffer.allocUnsafe(4096)
  #end = 0

  uint(field: number, value: number): void {
    this.#room(TAG_AND_NUMBER)
    this.#tag(field, VARINT)
    this.#varint(value)
  }

  /** Small ones of either sign are short (ZigZag). */
  sint(field: number, value: number): void {
    this.uint(field, zigzag(value))
  }

  double(field: number, value: number): void {
    this.#room(TAG_AND_NUMBER)
    this.#tag(field, FIXED64)
    this.#end = this.#bytes.writeDoubleLE(value, this.#end)
  }

  /** In UTF-8; the text is well-formed. */
  text(field: number, text: string): void {
    this.#room(TAG_AND_NUMBER + WIDEST_UNIT * text.length)
    this.#tag(field, BYTES)
    this.#lengthOf(() => {
      this.#end += this.#bytes.write(text, this.#end)
    })
  }

  /** All behind one tag. */
  packedUints(field: number, values: Iterable<number>): void {
    this.message(field, () => {
      for (const value of values) {
        this.#room(LONGEST_VARINT)
        this.#varint(value)
      }
    })
  }

  packedSints(field: number, values: readonly number[]): void {
    this.packedUints(field, values.map(zigzag))
  }

  message(field: number, write: () => void): void {
    this.#room(TAG_AND_NUMBER)
    this.#tag(field, BYTES)
    this.#lengthOf(write)
  }

  /** A message of its own behind its length, as a stream has them. */
  delimited(write: () => void): void {
    this.#lengthOf(write)
  }

  /** What stands before a message of which the length is known, and the bytes follow. */
  begin(field: number, bytes: number): void {
    this.#room(TAG_AND_NUMBER)
    this.#tag(field, BYTES)
    this.#varint(bytes)
  }

  /** Bytes that have been written before. They are few: a call that copies takes longer. */
  raw(bytes: Uint8Array, from = 0, to = bytes.length): void {
    this.#room(to - from)
    for (let place = from; place < to; place++) this.#bytes[this.#end++] = bytes[place] ?? 0
  }

  /** How many bytes have been written. */
  get size(): number {
    return this.#end
  }

  /** The length of a message of which the bytes are elsewhere. */
  length(bytes: number): void {
    this.#room(LONGEST_VARINT)
    this.#varint(bytes)
  }

  /** What has been written. It is the caller's. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#end))
    this.#end = 0
    return taken
  }

  /** Writes what `write` writes behind its length, which is known only then: it is moved to make room. */
  #lengthOf(write: () => void): void {
    this.#room(LONGEST_VARINT)
    const start = this.#end
    this.#end += 1
    write()
    const length = this.#end - start - 1
    const more = varintSize(length) - 1
    if (more > 0) {
      this.#room(more)
      this.#bytes.copyWithin(start + 1 + more, start + 1, this.#end)
    }
    this.#end = start
    this.#varint(length)
    this.#end += length
  }

  #tag(field: number, type: number): void {
    this.#bytes[this.#end++] = field * 8 + type
  }

  #varint(value: number): void {
    let rest = value
    while (rest >= ALL_BITS) {
      this.#bytes[this.#end++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.#bytes[this.#end++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.#bytes[this.#end++] = rest
  }

  #room(bytes: number): void {
    const needed = this.#end + bytes
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

function zigzag(value: number): number {
  return value >= 0 ? 2 * value : -2 * value - 1
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size += 1
  return size
}
