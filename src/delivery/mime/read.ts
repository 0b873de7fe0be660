// Reads back the messages that slowburn writes: headers, and the leaves of the multipart tree. Not a reader
// for mail of strangers, but bad input makes it return less, never throw.

export interface MimePart {
  headers: ReadonlyMap<string, string>
  /** Lower case, without parameters: `text/html`. */
  type: string
  /** Without the angle brackets; null if it has none. */
  contentId: string | null
  bytes: Uint8Array
}

export interface MimeMessage {
  /** Names in lower case; values unfolded and decoded; of repeated fields the first. */
  headers: ReadonlyMap<string, string>
  parts: readonly MimePart[]
}

/** Deeper nesting than any message of ours is not followed. */
const DEEPEST = 8

export function readMime(bytes: Uint8Array): MimeMessage {
  const text = Buffer.from(bytes).toString('latin1')
  const { headers, body } = split(text)
  return { headers, parts: [...leaves(headers, body, 0)] }
}

function split(text: string): { headers: Map<string, string>; body: string } {
  const end = /\r?\n\r?\n/.exec(text)
  const head = end === null ? text : text.slice(0, end.index)
  const headers = new Map<string, string>()
  for (const line of head.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    if (!headers.has(name)) headers.set(name, decodeWords(line.slice(colon + 1).trim()))
  }
  return { headers, body: end === null ? '' : text.slice(end.index + end[0].length) }
}

function* leaves(headers: ReadonlyMap<string, string>, body: string, depth: number): Generator<MimePart> {
  const contentType = headers.get('content-type') ?? 'text/plain'
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (type.startsWith('multipart/') && boundary !== undefined && depth < DEEPEST) {
    for (const piece of `\n${body}`.split(`\n--${boundary}`).slice(1)) {
      if (piece.startsWith('--')) break
      const part = split(piece.replace(/^[^\n]*\n/, '').replace(/\r$/, ''))
      yield* leaves(part.headers, part.body, depth + 1)
    }
    return
  }
  const contentId = /<([^>]*)>/.exec(headers.get('content-id') ?? '')?.[1] ?? null
  yield { headers, type, contentId, bytes: decodeBody(body, headers.get('content-transfer-encoding') ?? '') }
}

function decodeBody(body: string, encoding: string): Uint8Array {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64')
    case 'quoted-printable':
      return Buffer.from(decodeQuoted(joinSoftBreaks(body)), 'latin1')
    default:
      return Buffer.from(body, 'latin1')
  }
}

/** A blank before a soft line break belongs to the text; one after it, or at a line's end, came on the way. */
function joinSoftBreaks(text: string): string {
  return text.replace(/[ \t]+(?=\r?\n)/g, '').replace(/=\r?\n/g, '')
}

function decodeQuoted(text: string): string {
  return text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** RFC 2047 encoded words in UTF-8; others are left as they stand. */
function decodeWords(value: string): string {
  const joined = value.replace(/\?=\s+=\?/g, '?==?')
  const words = /(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi
  return joined.replace(words, run => {
    const bytes = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind = '', data = '']) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(data, 'base64')
        : Buffer.from(decodeQuoted(data.replaceAll('_', ' ')), 'latin1'),
    )
    return Buffer.concat(bytes).toString('utf8')
  })
}
