// Writes a message as bytes. Nothing in it is random or read from a clock: the same input gives the same bytes.
import { createHash } from 'node:crypto'
import * as base64 from 'nodemailer/lib/base64'
import { encodeWord, encodeWords, foldLines } from 'nodemailer/lib/mime-funcs'
import * as quotedPrintable from 'nodemailer/lib/qp'

export interface MimeInput {
  /** In this order. Values may hold any character; those that do not belong in a header are encoded or dropped. */
  headers: ReadonlyArray<readonly [name: string, value: string]>
  text: string
  html: string
  /** Shown by the HTML as `cid:` and its id. */
  images: ReadonlyArray<{ contentId: string; filename: string; type: string; bytes: Uint8Array }>
  /** Makes the boundaries; the Message-ID serves well. */
  seed: string
}

export function writeMime({ headers, text, html, images, seed }: MimeInput): Uint8Array {
  const boundary = (name: string): string =>
    `=_${name}_${createHash('sha256').update(seed).digest('hex').slice(0, 24)}`
  const page = leaf([['Content-Type', 'text/html; charset=utf-8']], html)
  const shown = images.map(({ contentId, filename, type, bytes }) =>
    part(
      [
        ['Content-Type', `${type}; name=${filename}`],
        ['Content-Transfer-Encoding', 'base64'],
        ['Content-Disposition', `inline; filename=${filename}`],
        ['Content-Id', `<${contentId}>`],
      ],
      base64.wrap(base64.encode(Buffer.from(bytes))),
    ),
  )
  const rich = shown.length === 0 ? page : multipart('related', boundary('related'), [page, ...shown])
  const plain = leaf([['Content-Type', 'text/plain; charset=utf-8']], text)
  const body = multipart('alternative', boundary('alternative'), [plain, rich])
  return Buffer.from(`${headers.map(header).join('')}MIME-Version: 1.0\r\n${body}\r\n`, 'utf8')
}

/** `"slowburn (production)" <slowburn@example.org>`; the name is quoted or encoded as it needs. */
export function mailbox(name: string, address: string): string {
  const safe = name.replace(/["\\\r\n]/g, ' ')
  const isPlain = isAscii(safe) && !safe.includes(ENCODED)
  return `${isPlain ? `"${safe}"` : encodeWord(safe, 'Q', 52)} <${address}>`
}

/** How an encoded word begins (RFC 2047). In foreign text it is encoded itself, else it is read as what it encodes. */
const ENCODED = '=?'

/** For the value of a header that is nothing but text. */
function headerText(text: string): string {
  if (text.includes(ENCODED)) return encodeWord(text, 'Q', 52)
  return isAscii(text) ? text : encodeWords(text, 'Q', 52)
}

/** An encoded word may not stand in an address (RFC 2047, 5): outside ASCII that is written as it is (RFC 6532). */
const ADDRESSES: ReadonlySet<string> = new Set(['From', 'To'])

function header([name, value]: readonly [string, string]): string {
  const line = value.replace(/[\r\n\0]+/g, ' ')
  const isText = name === 'Subject' || (!isAscii(line) && !ADDRESSES.has(name))
  return `${foldLines(`${name}: ${isText ? headerText(line) : line}`, 76)}\r\n`
}

function leaf(headers: ReadonlyArray<readonly [string, string]>, content: string): string {
  const lines = content.toWellFormed().replace(/\r\n?|\n/g, '\r\n')
  return part(
    [...headers, ['Content-Transfer-Encoding', 'quoted-printable']],
    quotedPrintable.wrap(quotedPrintable.encode(lines)),
  )
}

function part(headers: ReadonlyArray<readonly [string, string]>, body: string): string {
  return `${headers.map(header).join('')}\r\n${body.replace(/(\r\n)+$/, '')}`
}

function multipart(kind: string, boundary: string, parts: readonly string[]): string {
  const inner = parts.map(one => `--${boundary}\r\n${one}\r\n`).join('')
  return `Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n\r\n${inner}--${boundary}--`
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(text)
}
