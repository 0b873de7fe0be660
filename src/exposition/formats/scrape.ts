// The answer to a scrape: what is the same until the next tick, and behind it what is counted all the time. The first, nearly all of it, is kept
// once for all scrapes, plain and compressed, so that a scrape costs what the second does, and a hundred that stall hold one copy.
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { constants, crc32, createDeflateRaw, deflateRaw } from 'node:zlib'

export interface Scrape {
  contentType: string
  /** One after the other. Other scrapes share them: they are never written to. */
  pieces: readonly Buffer[]
  /** The same by gzip. */
  packed(): Promise<readonly Buffer[]>
}

/** What many answers begin with. It is compressed when that is first asked for, and once. */
export class SharedPart {
  readonly pieces: readonly Buffer[]
  #packed: Promise<Packed> | null = null

  constructor(pieces: readonly Buffer[]) {
    this.pieces = pieces
  }

  packed(): Promise<Packed> {
    this.#packed ??= packBeginning(this.pieces)
    return this.#packed
  }
}

export function scrapeOf(contentType: string, shared: SharedPart, own: readonly Buffer[]): Scrape {
  return {
    contentType,
    pieces: [...shared.pieces, ...own],
    packed: async () => {
      const beginning = await shared.packed()
      const rest = Buffer.concat(own)
      const end = await deflate(rest, { level: LEVEL })
      const trailer = Buffer.allocUnsafe(8)
      trailer.writeUInt32LE(crc32(rest, beginning.crc), 0)
      trailer.writeUInt32LE((beginning.length + rest.length) % 2 ** 32, 4)
      return [GZIP_HEADER, beginning.deflated, end, trailer]
    },
  }
}

interface Packed {
  /** Whole blocks, up to a byte: others may follow. */
  deflated: Buffer
  crc: number
  /** Before it was deflated. */
  length: number
}

const deflate = promisify(deflateRaw)

const LEVEL = 4

/** Of one member (RFC 1952): deflate, no name, no time, an unknown system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

async function packBeginning(pieces: readonly Buffer[]): Promise<Packed> {
  const deflating = createDeflateRaw({ level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH })
  const deflated = Readable.from(pieces).pipe(deflating).toArray()
  let [crc, length] = [0, 0]
  for (const piece of pieces) {
    crc = crc32(piece, crc)
    length += piece.length
  }
  return { deflated: Buffer.concat(await deflated), crc, length }
}
