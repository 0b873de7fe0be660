// How far a file has been read, known by what it holds: so it is the same one after it was renamed, copied or compressed.
import { createHash } from 'node:crypto'
import { bytesAt } from './lines.ts'

export interface Place {
  /** Digest of how it begins. */
  head: string
  /** Bytes that were read, of what is compressed. */
  offset: number
  /** Digest of the last of them. A file that was cut and written anew has others there. */
  tail: string
  /** Path, size and time of change when nothing more was in it: such a file is not opened again. */
  done: string | null
}

/** Bytes of the beginning that are looked at, fewer where the first line is shorter; and of the end. */
const HEAD = 1024
const TAIL = 256

/** Of a file; null while its first line is not whole. Rejects where it cannot be read. */
export async function headOf(path: string): Promise<string | null> {
  const bytes = await bytesAt(path, 0, HEAD)
  const end = bytes.indexOf(10)
  if (end < 0 && bytes.length < HEAD) return null
  return digest(end < 0 ? bytes : bytes.subarray(0, end))
}

/** Where to go on in the file: at a place that it still has, else at its beginning. */
export async function placeIn(path: string, head: string, known: readonly Place[]): Promise<Place> {
  const candidates = known.filter(place => place.head === head).toSorted((a, b) => b.offset - a.offset)
  for (const place of candidates) {
    if (place.tail === (await tailOf(path, place.offset))) return place
  }
  return { head, offset: 0, tail: digest(Buffer.alloc(0)), done: null }
}

/** Of what lies before the offset. */
export async function tailOf(path: string, offset: number): Promise<string> {
  const from = Math.max(0, offset - TAIL)
  return digest(offset === 0 ? Buffer.alloc(0) : await bytesAt(path, from, offset - from))
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
}
