// What the output plugin `pgoutput` of PostgreSQL says, version 1 of its protocol, message by message. Values are in text form.
import type { Millis } from '../../../core/clock.ts'

/** `undefined`: a large value, stored out of line, that the change has left as it was; it is not repeated. */
export type Tuple = readonly (string | null | undefined)[]

export interface PublishedColumn {
  name: string
  /** Oid of its type. */
  type: number
}

export type Message =
  /** `commit` is the place in the log at which the transaction was committed. */
  | { kind: 'begin'; commit: bigint; committedAt: Millis }
  /** `end` is the place in the log behind the transaction, from which the next is read. */
  | { kind: 'commit'; end: bigint }
  | { kind: 'relation'; oid: number; columns: readonly PublishedColumn[] }
  | { kind: 'insert'; oid: number; after: Tuple }
  /** `before` is null where neither the key has changed nor the whole row is repeated. */
  | { kind: 'update'; oid: number; before: Tuple | null; after: Tuple }
  | { kind: 'delete'; oid: number; before: Tuple }
  | { kind: 'truncate'; oids: readonly number[] }
  | { kind: 'other' }

/** Times are microseconds since the beginning of 2000. */
const EPOCH: Millis = Date.UTC(2000, 0, 1)

/**
 * Throws RangeError where a message is cut short or of another version of the protocol. PostgreSQL documentation, "Logical
 * Replication Message Formats".
 */
export function readMessage(bytes: Buffer): Message {
  const reader = new Reader(bytes)
  const kind = reader.char()
  switch (kind) {
    case 'B': {
      const commit = reader.int64()
      return { kind: 'begin', commit, committedAt: EPOCH + Math.floor(Number(reader.int64()) / 1000) }
    }
    case 'C':
      reader.byte()
      reader.int64()
      return { kind: 'commit', end: reader.int64() }
    case 'R':
      return readRelation(reader)
    case 'I': {
      const oid = reader.int32()
      reader.expect('N')
      return { kind: 'insert', oid, after: reader.tuple() }
    }
    case 'U':
      return readUpdate(reader)
    case 'D': {
      const oid = reader.int32()
      reader.expect('KO')
      return { kind: 'delete', oid, before: reader.tuple() }
    }
    case 'T': {
      const count = reader.int32()
      reader.byte()
      return { kind: 'truncate', oids: Array.from({ length: count }, () => reader.int32()) }
    }
    case 'O':
    case 'Y':
    case 'M':
      return { kind: 'other' }
    default:
      throw new RangeError(`a message of unknown kind ${JSON.stringify(kind)}`)
  }
}

/** `16/B374D848` -> its number. */
export function readLsn(text: string): bigint {
  const [high = '', low = ''] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)
}

export function writeLsn(lsn: bigint): string {
  const half = (value: bigint): string => value.toString(16).toUpperCase()
  return `${half(lsn >> 32n)}/${half(lsn & 0xffff_ffffn)}`
}

function readRelation(reader: Reader): Message {
  const oid = reader.int32()
  reader.text()
  reader.text()
  reader.byte()
  const columns = Array.from({ length: reader.int16() }, () => {
    reader.byte()
    const name = reader.text()
    const type = reader.int32()
    reader.int32()
    return { name, type }
  })
  return { kind: 'relation', oid, columns }
}

function readUpdate(reader: Reader): Message {
  const oid = reader.int32()
  const first = reader.expect('KON')
  if (first === 'N') return { kind: 'update', oid, before: null, after: reader.tuple() }
  const before = reader.tuple()
  reader.expect('N')
  return { kind: 'update', oid, before, after: reader.tuple() }
}

/** Every reading moves on. */
class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#move(1))
  }

  char(): string {
    return String.fromCharCode(this.byte())
  }

  /** The next character, which must be one of these. */
  expect(known: string): string {
    const found = this.char()
    if (!known.includes(found)) throw new RangeError(`${JSON.stringify(found)} where one of ${known} must be`)
    return found
  }

  int16(): number {
    return this.#bytes.readUInt16BE(this.#move(2))
  }

  int32(): number {
    return this.#bytes.readUInt32BE(this.#move(4))
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#move(8))
  }

  /** Up to a zero byte. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw new RangeError('a name without an end')
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }

  tuple(): Tuple {
    return Array.from({ length: this.int16() }, () => {
      const form = this.expect('nut')
      if (form === 'n') return null
      if (form === 'u') return undefined
      const length = this.int32()
      const from = this.#move(length)
      if (from + length > this.#bytes.length) throw new RangeError('a value that is cut short')
      return this.#bytes.toString('utf8', from, from + length)
    })
  }

  #move(by: number): number {
    const at = this.#at
    this.#at += by
    return at
  }
}
