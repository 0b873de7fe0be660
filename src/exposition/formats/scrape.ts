// The answer to a scrape: what is the same until the next tick, and behind it what is counted all the time. The first, nearly all of it, is kept
// once for all scrapes, plain and compressed, so that a scrape costs what the second does, and a hundred that stall hold one copy.
import { Readable } from 'node:stream'
import { constants, crc32, createDeflateRaw } from 'node:zlib'
import { type Pause, pauseInRealTime } from '../../core/turns/pause.ts'
import { Lease } from './lease.ts'

export interface Scrape {
  contentType: string
  /** One after the other. Other scrapes share them: whoever gets them never writes to them, and reads them until `done` at the latest. */
  pieces: readonly Buffer[]
  /** The same by gzip. What is packed is nobody else's. */
  packed(): Promise<readonly Buffer[]>
  /** Neither its pieces are read any more, nor are they being packed. Who never says so is not disturbed, and costs the next scrape new memory. */
  done(): void
}

/** What many answers begin with. It is compressed when that is first asked for, and once. */
export class SharedPart {
  readonly pieces: readonly Buffer[]
  #packed: Promise<Packed> | null = null

  constructor(pieces: readonly Buffer[]) {
    this.pieces = pieces
  }

  packed(): Promise<Packed> {
    this.#packed ??= packedOf(this.pieces, constants.Z_SYNC_FLUSH, NOTHING)
    return this.#packed
  }
}

/** `own` are many small pieces, or few large ones, which are not written to before the lease ends. */
export function scrapeOf(
  contentType: string,
  shared: SharedPart,
  own: readonly Buffer[],
  lease = new Lease(),
): Scrape {
  const end = gathered(own)
  return {
    contentType,
    pieces: [...shared.pieces, ...end],
    done: () => lease.end(),
    packed: async () => {
      const beginning = await shared.packed()
      const { deflated, crc, length } = await packedOf(end, constants.Z_FINISH, beginning)
      const trailer = Buffer.allocUnsafe(8)
      trailer.writeUInt32LE(crc, 0)
      trailer.writeUInt32LE(length % 2 ** 32, 4)
      return [GZIP_HEADER, ...beginning.deflated, ...deflated, trailer]
    },
  }
}

/** Seconds for which a scrape holds up what else there is to do. */
const LONGEST_TURN = 0.001

/** To be awaited while a scrape is written: nobody waits for one as for a page. */
export function pauseOfScrape(): Pause {
  return pauseInRealTime(undefined, LONGEST_TURN)
}

/** Bytes of a piece that is worth a write, and a turn of the thread that compresses, of its own. */
export const WORTH_A_PIECE = 65_536

/** Small neighbours become one. */
function gathered(pieces: readonly Buffer[]): Buffer[] {
  const found: Buffer[] = []
  let small: Buffer[] = []
  let bytes = 0
  const settle = (): void => {
    if (small.length > 0)
      found.push(small.length === 1 && small[0] !== undefined ? small[0] : Buffer.concat(small))
    small = []
    bytes = 0
  }
  for (const piece of pieces) {
    if (piece.length >= WORTH_A_PIECE) {
      settle()
      found.push(piece)
      continue
    }
    small.push(piece)
    bytes += piece.length
    if (bytes >= WORTH_A_PIECE) settle()
  }
  settle()
  return found
}

interface Packed {
  /** One after the other, up to a byte: others may follow. */
  deflated: readonly Buffer[]
  /** Of all up to here, and its bytes, before they were deflated. */
  crc: number
  length: number
}

const NOTHING: Packed = { deflated: [], crc: 0, length: 0 }

const LEVEL = 4

/** Of one member (RFC 1952): deflate, no name, no time, an unknown system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

/** Bytes of which a checksum is taken at a time, some tenths of a millisecond. */
const OF_A_CHECKSUM = 2 ** 19

/** What comes behind `before`. Threads of their own compress; the checksum is taken here. */
async function packedOf(pieces: readonly Buffer[], finishFlush: number, before: Packed): Promise<Packed> {
  const deflating = createDeflateRaw({ level: LEVEL, finishFlush })
  const deflated: Promise<Buffer[]> = Readable.from(pieces).pipe(deflating).toArray()
  const pause = pauseOfScrape()
  let { crc, length } = before
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += OF_A_CHECKSUM) {
      crc = crc32(piece.subarray(from, from + OF_A_CHECKSUM), crc)
      await pause()
    }
    length += piece.length
  }
  return { deflated: await deflated, crc, length }
}
