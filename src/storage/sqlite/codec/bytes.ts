// Whole numbers and texts as bytes: small numbers take one byte.

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder() }

export interface ByteWriter {
  /** A whole number from zero on, below 2^53: seven bits a byte, the lowest first. */
  natural(value: number): void
  /** A whole number of either sign: 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */
  integer(value: number): void
  text(value: string): void
  /** What was written; nothing may be written after it. */
  bytes(): Uint8Array
}

export function createByteWriter(): ByteWriter {
  let buffer: Uint8Array = Buffer.allocUnsafe(512)
  let length = 0
  const room = (more: number): void => {
    if (length + more <= buffer.length) return
    const wider = Buffer.allocUnsafe(Math.max(2 * buffer.length, length + more))
    wider.set(buffer)
    buffer = wider
  }
  const natural = (value: number): void => {
    room(8)
    let rest = value
    while (rest >= 0x80) {
      buffer[length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    buffer[length++] = rest
  }
  return {
    natural,
    integer: value => natural(value >= 0 ? 2 * value : -2 * value - 1),
    text: value => {
      const encoded = utf8.encode.encode(value)
      natural(encoded.length)
      room(encoded.length)
      buffer.set(encoded, length)
      length += encoded.length
    },
    bytes: () => buffer.subarray(0, length),
  }
}

export interface ByteReader {
  natural(): number
  integer(): number
  text(): string
  /** Passes a number, of either kind. */
  pass(): void
  done(): boolean
}

/** Reads what a writer wrote, in the same order. Throws RangeError where the bytes end too early. */
export function createByteReader(bytes: Uint8Array): ByteReader {
  let at = 0
  const natural = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++]
      if (byte === undefined) throw new RangeError('the bytes end in the middle of a number')
      if (byte < 0x80) return value + byte * scale
      value += (byte - 0x80) * scale
    }
  }
  return {
    natural,
    integer: () => {
      const value = natural()
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    },
    text: () => {
      const length = natural()
      if (at + length > bytes.length) throw new RangeError('the bytes end in the middle of a text')
      at += length
      return utf8.decode.decode(bytes.subarray(at - length, at))
    },
    pass: () => {
      let byte: number | undefined
      do byte = bytes[at++]
      while (byte !== undefined && byte >= 0x80)
      if (byte === undefined) throw new RangeError('the bytes end in the middle of a number')
    },
    done: () => at >= bytes.length,
  }
}
