// The parts of a message as answers: what others wrote is only ever served inside a sandbox.

import type { Reply } from '../serve.ts'
import { framedHtml, type Letter } from './rendered-message.ts'

/** Pictures that a browser may show; anything else is only ever offered for saving. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export interface Showing {
  /** `html`, `text`, `raw` or `parts`. */
  what: string
  /** Of the part; empty for anything else. */
  cid: string
}

/** `address` is that of the message, `file` what it is saved as. Null where there is no such thing. */
export function letterReply(
  letter: Letter,
  bytes: Uint8Array,
  { what, cid }: Showing,
  { address, file }: { address: string; file: string },
): Reply | null {
  if (what === 'parts') return cid === '' ? null : partReply(letter, cid)
  if (cid !== '') return null
  switch (what) {
    case 'html': {
      if (letter.html === null) return null
      const body = framedHtml(letter.html, name => `${address}/parts/${encodeURIComponent(name)}`)
      return { type: 'text/html', body, sandbox: true }
    }
    case 'text':
      return { type: 'text/plain', body: letter.text ?? '', sandbox: true }
    case 'raw':
      return saved('message/rfc822', `${file.replace(/[^\w-]+/g, '_').slice(0, 80)}.eml`, Buffer.from(bytes))
    default:
      return null
  }
}

function partReply({ parts }: Letter, cid: string): Reply | null {
  const part = parts.get(cid)
  if (part === undefined) return null
  const { contentType, body } = part
  return PICTURES.has(contentType)
    ? { type: contentType, body, sandbox: true }
    : saved('application/octet-stream', 'part.bin', body)
}

function saved(type: string, name: string, body: Buffer): Reply {
  return { type, body, headers: { 'Content-Disposition': `attachment; filename="${name}"` }, sandbox: true }
}
