// Reads the wire format of Protocol Buffers, one message inside the other, without going beyond the end of any.
// https://protobuf.dev/programming-guides/encoding/
import { Malformed, type Room, roomForParts } from './model.ts'

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

const ALL_BITS = 2 ** 32
const LONGEST_VARINT = 10
/** The byte of a varint, from 0 on, whose bits lie in both halves of a number of 64. */
const STRADDLING = 4

/** Stands in a message; ends where the message ends. Whatever does not fit throws Malformed. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0
  #end: number
  /** Halves of the number that was read last. */
  #low = 0
  #high = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#end = bytes.byteLength
  }

  /** The next field of the message, as its number and wire type in one; 0 at the end. */
  tag(): number {
    if (this.#at >= this.#end) return 0
    const tag = this.uint()
    if (tag < 8 || tag >= ALL_BITS) throw new Malformed('it has a field without a number')
    return tag
  }

  /** Whoever reads a message that it keeps asks first. */
  readonly room: Room = roomForParts()

  /** Calls `read` within the message that stands here. */
  within(read: () => void): void {
    const outer = this.#end
    const end = this.#endOfBytes()
    this.#end = end
    read()
    this.#at = end
    this.#end = outer
  }

  /** Calls `read` for each field of the message that stands here; it reads the value, or passes over it. */
  message(read: (tag: number) => void): void {
    this.within(() => {
      for (let tag = this.tag(); tag !== 0; tag = this.tag()) read(tag)
    })
  }

  text(): string {
    const end = this.#endOfBytes()
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end
    return text
  }

  hex(): string {
    const end = this.#endOfBytes()
    const text = this.#bytes.toString('hex', this.#at, end)
    this.#at = end
    return text
  }

  /** Up to 64 bits; what is beyond 2^53 is rounded. */
  uint(): number {
    const first = this.#bytes[this.#at] ?? 0
    if (first < 0x80 && this.#at < this.#end) {
      this.#at += 1
      return first
    }
    this.#varint()
    return this.#high * ALL_BITS + this.#low
  }

  /** In two's complement. */
  int(): number {
    this.#varint()
    return (this.#high | 0) * ALL_BITS + this.#low
  }

  fixed64(): number {
    const at = this.#fixed(8)
    return this.#bytes.readUInt32LE(at + 4) * ALL_BITS + this.#bytes.readUInt32LE(at)
  }

  sfixed64(): number {
    const at = this.#fixed(8)
    return this.#bytes.readInt32LE(at + 4) * ALL_BITS + this.#bytes.readUInt32LE(at)
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#fixed(8))
  }

  /** Passes over the value of a field that nobody asks for. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.uint()
        break
      case FIXED64:
        this.#fixed(8)
        break
      case BYTES:
        this.#at = this.#endOfBytes()
        break
      case FIXED32:
        this.#fixed(4)
        break
      default:
        throw new Malformed('it has a field of a kind that Protocol Buffers do not have')
    }
  }

  #varint(): void {
    let low = 0
    let high = 0
    for (let i = 0; i < LONGEST_VARINT; i++) {
      if (this.#at >= this.#end) throw new Malformed('it ends within a number')
      const byte = this.#bytes[this.#at] ?? 0
      this.#at += 1
      const bits = byte & 0x7f
      if (i < STRADDLING) low += bits << (7 * i)
      else if (i > STRADDLING) high += (bits * 2 ** (7 * i - 32)) % ALL_BITS
      else {
        low += (bits & 0xf) * 2 ** 28
        high = bits >> 4
      }
      if (byte >= 0x80) continue
      this.#low = low
      this.#high = high
      return
    }
    throw new Malformed('it has a number of more than ten bytes')
  }

  #fixed(bytes: number): number {
    const at = this.#at
    if (at + bytes > this.#end) throw new Malformed('it ends within a number')
    this.#at = at + bytes
    return at
  }

  #endOfBytes(): number {
    const end = this.uint() + this.#at
    // The length was read first: what it counts begins behind it.
    if (end > this.#end) throw new Malformed('a part of it is longer than the whole')
    return end
  }
}
