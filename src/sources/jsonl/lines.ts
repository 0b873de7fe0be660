// The lines of a file that grows, from a place on: whole lines alone, of compressed files as well.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Bytes of the longest line that is read; a longer one is passed over, and said to be too long. */
export const LONGEST_LINE = 1024 * 1024

export interface Line {
  /** Null: longer than is read. */
  text: string | null
  /** Where the next one begins, in bytes of what is compressed. */
  end: number
}

/** A last line without a line break is not whole yet: its writer may be at it. Rejects where the file cannot be read. */
export async function* linesFrom(path: string, start: number): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0)
  let at = start
  let passing = false
  for await (const chunk of bytesFrom(path, start)) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      at += end + 1
      yield { text: passing || end > LONGEST_LINE ? null : bytes.toString('utf8', 0, end), end: at }
      passing = false
      bytes = bytes.subarray(end + 1)
    }
    if (bytes.length > LONGEST_LINE) {
      at += bytes.length
      passing = true
      bytes = Buffer.alloc(0)
    }
    rest = bytes
  }
}

/** At most so many bytes from a place on. */
export async function bytesAt(path: string, start: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let missing = length
  for await (const chunk of bytesFrom(path, start)) {
    parts.push(chunk.subarray(0, missing))
    missing -= Math.min(missing, chunk.length)
    if (missing === 0) break
  }
  return Buffer.concat(parts)
}

async function* bytesFrom(path: string, start: number): AsyncGenerator<Buffer> {
  const packed = path.endsWith('.gz')
  const file = createReadStream(path, packed ? {} : { start })
  const stream: Readable = packed ? file.pipe(createGunzip()) : file
  if (packed) file.once('error', error => stream.destroy(error))
  let ahead = packed ? start : 0
  try {
    for await (const part of stream) {
      const chunk = part as Buffer
      const skipped = Math.min(ahead, chunk.length)
      ahead -= skipped
      if (skipped < chunk.length) yield chunk.subarray(skipped)
    }
  } finally {
    file.destroy()
    stream.destroy()
  }
}
