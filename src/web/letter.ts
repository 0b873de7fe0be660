// Reads a stored message back for showing: its HTML, its text, and the parts that the HTML refers to.
import { messageOf } from '../core/errors.ts'

export interface Letter {
  html: string | null
  text: string | null
  /** By content id, without angle brackets. */
  parts: ReadonlyMap<string, LetterPart>
}

export interface LetterPart {
  /** In lower case, without parameters. */
  contentType: string
  body: Buffer
}

/** Nesting of multiparts beyond this is not looked into. */
const DEEPEST = 8

/** Most parts that are read. */
const MOST_PARTS = 64

interface Node {
  headers: ReadonlyMap<string, string>
  body: Buffer
}

interface Found {
  html: string | null
  text: string | null
  parts: Map<string, LetterPart>
  left: number
}

/**
 * Reads the MIME structure of RFC 2045 and 2046 as far as slowburn's own messages use it: multiparts, base64,
 * quoted-printable, and any charset that the platform can decode. Never throws: what it cannot read is left out.
 */
export function readLetter(bytes: Uint8Array): Letter {
  const found: Found = { html: null, text: null, parts: new Map(), left: MOST_PARTS }
  visit(nodeOf(Buffer.from(bytes)), 0, found)
  return { html: found.html, text: found.text, parts: found.parts }
}

function visit(node: Node, depth: number, found: Found): void {
  if (depth > DEEPEST || found.left <= 0) return
  found.left -= 1
  const type = typeOf(node)
  if (type.startsWith('multipart/')) {
    const boundary = parameter(node.headers.get('content-type') ?? '', 'boundary')
    if (boundary === null) return
    for (const part of split(node.body, boundary)) visit(nodeOf(part), depth + 1, found)
    return
  }
  const id = node.headers.get('content-id')
  if (id !== undefined) {
    found.parts.set(id.replace(/^\s*<|>\s*$/g, ''), { contentType: type, body: decodeBody(node) })
    return
  }
  if (/^attachment\b/i.test(node.headers.get('content-disposition') ?? '')) return
  if (type === 'text/html') found.html ??= decodeText(node)
  if (type === 'text/plain') found.text ??= decodeText(node)
}

/** Headers unfolded and by lower-case name, the first of a name counting; then the body. */
function nodeOf(bytes: Buffer): Node {
  const [end, length] = headerEnd(bytes)
  const headers = new Map<string, string>()
  for (const line of bytes
    .subarray(0, end)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (name !== '' && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim())
  }
  return { headers, body: bytes.subarray(end + length) }
}

function headerEnd(bytes: Buffer): readonly [number, number] {
  const crlf = bytes.indexOf('\r\n\r\n')
  const lf = bytes.indexOf('\n\n')
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return [crlf, 4]
  return lf === -1 ? [bytes.length, 0] : [lf, 2]
}

function split(body: Buffer, boundary: string): Buffer[] {
  const text = body.toString('latin1')
  const parts: Buffer[] = []
  let start = -1
  for (const line of text.matchAll(/^--([^\r\n]*)\r?$/gm)) {
    const mark = (line[1] ?? '').trimEnd()
    if (mark !== boundary && mark !== `${boundary}--`) continue
    if (start !== -1) parts.push(body.subarray(start, lineEndBefore(text, line.index)))
    if (mark !== boundary) return parts
    start = line.index + line[0].length + 1
    if (parts.length >= MOST_PARTS) return parts
  }
  if (start !== -1 && start < body.length) parts.push(body.subarray(start))
  return parts
}

/** The line end before a boundary belongs to the boundary. */
function lineEndBefore(text: string, index: number): number {
  if (text[index - 1] !== '\n') return index
  return text[index - 2] === '\r' ? index - 2 : index - 1
}

function typeOf({ headers }: Node): string {
  const [type = ''] = (headers.get('content-type') ?? 'text/plain').split(';')
  return type.trim().toLowerCase()
}

function parameter(header: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(header)
  return match?.[1] ?? match?.[2] ?? null
}

function decodeBody({ headers, body }: Node): Buffer {
  const encoding = (headers.get('content-transfer-encoding') ?? '').trim().toLowerCase()
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64')
  if (encoding === 'quoted-printable') return quotedPrintable(body.toString('latin1'))
  return body
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/[ \t]+(?=\r?\n)/g, '').replace(/=\r?\n/g, '')
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

function decodeText(node: Node): string {
  const charset = parameter(node.headers.get('content-type') ?? '', 'charset') ?? 'utf-8'
  const bytes = decodeBody(node)
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch (error) {
    return `${new TextDecoder().decode(bytes)}\n[charset ${charset} cannot be read: ${messageOf(error)}]`
  }
}

/**
 * The HTML of a letter made fit for the page's sandbox: `cid:` images come from `partAddress`, and links open
 * in a window of their own, since a frame in a sandbox may not leave its page.
 */
export function framedHtml(markup: string, partAddress: (cid: string) => string): string {
  const images = markup.replace(
    /\b(src|background)\s*=\s*("cid:([^"]*)"|'cid:([^']*)')/gi,
    (_, attribute: string, _quoted: string, double?: string, single?: string) =>
      `${attribute}="${partAddress(decodeCid(double ?? single ?? ''))}"`,
  )
  const start = /<head\b[^>]*>/i.exec(images) ?? /^\s*<!doctype[^>]*>/i.exec(images)
  const place = start === null ? 0 : start.index + start[0].length
  return `${images.slice(0, place)}<base target="_blank">${images.slice(place)}`
}

function decodeCid(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('&amp;', '&'))
  } catch {
    return text
  }
}
