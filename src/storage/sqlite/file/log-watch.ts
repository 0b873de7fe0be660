// Notices that the write-ahead log does not hold any more what was written to it. SQLite looks at its checksums after a crash alone: it
// would copy into the database whatever stands there by now, and all that was ever kept would be gone.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

export interface LogWatch {
  /** What is wrong, as far as its size says; null: nothing. A few microseconds. */
  cut(): string | null
  /** What is wrong with what was written since the last look, or with all of it where another has written to it; null: nothing. */
  fault(): string | null
  /** The same of all of it. Ask before it is copied into the database: a millisecond for each megabyte. */
  wholeFault(): string | null
  size(): number
  /** Call it after every commit. */
  committed(): void
  /** Call it after a rollback: what was written of it stays behind the end. */
  rolledBack(): void
  /** Call it after the log was copied into the database. */
  emptied(): void
  close(): void
}

/** Some file systems round the time of a write, some time after it. */
export const ROUNDING_MS = 2000

const HEADER = 32
const FRAME_HEADER = 24
/** Bytes that are read at once, or one frame where that is larger. */
const READ_AT_ONCE = 256 * 1024

/** How far the chain of checksums is whole. */
interface Chain {
  at: number
  sums: readonly [number, number]
}

interface Header {
  frame: number
  isLittleEndian: boolean
  salt: Buffer
  start: Chain
}

export function watchLog(path: string): LogWatch {
  return new Watch(openSync(path, 'r'))
}

class Watch implements LogWatch {
  readonly #handle: number
  /** Up to where it holds commits, as far as is known: it may hold more. */
  #end: number
  /** What a rollback has left stands behind the end, so that no size says where the end is. */
  #hasRest: boolean
  #size: number
  #writtenAt: number
  #checked: Chain | null = null

  constructor(handle: number) {
    this.#handle = handle
    const { size, mtimeMs } = fstatSync(handle)
    this.#size = size
    this.#writtenAt = mtimeMs
    this.#end = this.#walk(null, size).committed
    this.#hasRest = this.#end < size
  }

  cut(): string | null {
    const { size } = fstatSync(this.#handle)
    return size < this.#end ? `it was cut short, to ${size} bytes of ${this.#end}` : null
  }

  fault(): string | null {
    const { mtimeMs } = fstatSync(this.#handle)
    const isOurs = Math.abs(mtimeMs - this.#writtenAt) <= ROUNDING_MS
    this.#writtenAt = mtimeMs
    return this.cut() ?? this.#faultFrom(isOurs ? this.#checked : null)
  }

  wholeFault(): string | null {
    return this.cut() ?? this.#faultFrom(null)
  }

  size(): number {
    return fstatSync(this.#handle).size
  }

  committed(): void {
    const { size, mtimeMs } = fstatSync(this.#handle)
    this.#size = size
    this.#writtenAt = mtimeMs
    if (!this.#hasRest) this.#end = size
  }

  rolledBack(): void {
    if (fstatSync(this.#handle).size > this.#size) this.#hasRest = true
  }

  emptied(): void {
    const { size, mtimeMs } = fstatSync(this.#handle)
    this.#size = size
    this.#writtenAt = mtimeMs
    this.#end = 0
    this.#checked = null
    // Somebody still reads it: it may be begun anew from its start, and what stands behind that is old.
    this.#hasRest = size > 0
  }

  close(): void {
    closeSync(this.#handle)
  }

  #faultFrom(from: Chain | null): string | null {
    if (this.#end === 0) return null
    const { chain } = this.#walk(from, this.#end)
    this.#checked = chain
    const at = chain?.at ?? 0
    return at < this.#end ? `it does not hold what was written to it, from byte ${at} on` : null
  }

  /** Follows the checksums from a place on, and says where the last commit ends. SQLite documentation, "WAL File Format", 4. */
  #walk(from: Chain | null, to: number): { chain: Chain | null; committed: number } {
    const header = this.#header()
    if (header === null) return { chain: null, committed: 0 }
    let chain = from ?? header.start
    let committed = 0
    const frames = Math.max(1, Math.floor(READ_AT_ONCE / header.frame))
    while (chain.at + header.frame <= to) {
      const bytes = this.#read(chain.at, Math.min(frames * header.frame, to - chain.at))
      const before = chain.at
      for (let at = 0; at + header.frame <= bytes.length; at += header.frame) {
        const frame = bytes.subarray(at, at + header.frame)
        const sums = sumsOf(frame, header, chain.sums)
        if (sums === null) return { chain, committed }
        chain = { at: chain.at + header.frame, sums }
        if (frame.readUInt32BE(4) > 0) committed = chain.at
      }
      if (chain.at === before) break
    }
    return { chain, committed }
  }

  /** Null where it does not begin as a log does. */
  #header(): Header | null {
    const bytes = this.#read(0, HEADER)
    if (bytes.length < HEADER) return null
    const magic = bytes.readUInt32BE(0)
    if (magic !== 0x377f0682 && magic !== 0x377f0683) return null
    const isLittleEndian = magic === 0x377f0682
    const sums = checksum(bytes.subarray(0, 24), isLittleEndian, [0, 0])
    if (sums[0] !== bytes.readUInt32BE(24) || sums[1] !== bytes.readUInt32BE(28)) return null
    const frame = FRAME_HEADER + bytes.readUInt32BE(8)
    return { frame, isLittleEndian, salt: bytes.subarray(16, 24), start: { at: HEADER, sums } }
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(this.#handle, bytes, 0, length, at))
  }
}

/** The sums behind a frame; null where it is not the one that follows. */
function sumsOf(
  frame: Buffer,
  { isLittleEndian, salt }: Header,
  before: Chain['sums'],
): Chain['sums'] | null {
  if (!frame.subarray(8, 16).equals(salt)) return null
  const sums = checksum(
    frame.subarray(FRAME_HEADER),
    isLittleEndian,
    checksum(frame.subarray(0, 8), isLittleEndian, before),
  )
  return sums[0] === frame.readUInt32BE(16) && sums[1] === frame.readUInt32BE(20) ? sums : null
}

function checksum(bytes: Buffer, isLittleEndian: boolean, [first, second]: Chain['sums']): Chain['sums'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let [a, b] = [first | 0, second | 0]
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getInt32(at, isLittleEndian) + b) | 0
    b = (b + view.getInt32(at + 4, isLittleEndian) + a) | 0
  }
  return [a >>> 0, b >>> 0]
}
