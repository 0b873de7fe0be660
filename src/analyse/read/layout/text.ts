// The text of a stream, decoded as it comes: UTF-8, or UTF-16 where a byte order mark says so.
import type { Readable } from 'node:stream'

import { TextDecoder } from 'node:util'

/** Characters that are looked at before it is decided how rows are written. */
const HEAD = 65_536

export interface Text {
  head: string
  /** The text does not go on after `head`. */
  whole: boolean
  /** What follows `head`. */
  rest: AsyncIterable<string>
}

/** Throws RangeError where the text holds a NUL, which no text does. `onChunk` is called for every piece. */
export async function textOf(input: Readable, onChunk: () => void): Promise<Text> {
  const chunks = decoded(input, onChunk)
  let head = ''
  let whole = false
  while (!whole && head.length < HEAD) {
    const next = await chunks.next()
    if (next.done === true) whole = true
    else head += next.value
  }
  return { head, whole, rest: chunks }
}

/** The whole text in pieces, without its first `skip` characters. */
export async function* chunksOf({ head, rest }: Text, skip: number): AsyncGenerator<string> {
  yield head.slice(skip)
  yield* rest
}

async function* decoded(input: Readable, onChunk: () => void): AsyncGenerator<string, void> {
  let decoder: TextDecoder | null = null
  let line = 1
  for await (const chunk of input) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    decoder ??= new TextDecoder(encodingOf(bytes))
    const text = decoder.decode(bytes, { stream: true })
    const nul = text.indexOf('\0')
    const end = nul < 0 ? text.length : nul
    for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line++
    if (nul >= 0) throw new RangeError(`line ${line} holds a NUL byte: it must be text in UTF-8`)
    onChunk()
    yield text
  }
  const last = decoder?.decode() ?? ''
  if (last !== '') yield last
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
}
