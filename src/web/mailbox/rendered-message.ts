// A stored message made fit for showing: its HTML, its text, and the parts that the HTML refers to.
import { messageOf } from '../../core/errors.ts'
import { type MimePart, readMime } from '../../delivery/mime/read.ts'
import { maskAddresses } from '../../presentation/clean.ts'

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

/** Reads a message as far as slowburn's own go. What cannot be read is left out. */
export function readLetter(bytes: Uint8Array): Letter {
  const { parts } = readMime(bytes)
  const shown = parts.filter(
    ({ contentId, headers }) =>
      contentId === null && !/^attachment\b/i.test(headers.get('content-disposition') ?? ''),
  )
  const find = (type: string): string | null => {
    const part = shown.find(each => each.type === type)
    return part === undefined ? null : decodeText(part)
  }
  return {
    html: find('text/html'),
    text: find('text/plain'),
    parts: new Map(
      parts.flatMap(part =>
        part.contentId === null
          ? []
          : [[part.contentId, { contentType: part.type, body: Buffer.from(part.bytes) }] as const],
      ),
    ),
  }
}

/** A link that acts for whoever follows it: its last part is a payload and a signature of 256 bits. */
const SIGNED = /https?:\/\/[^\s"'<>]*\/[\w-]{8,}\.[\w-]{43}(?![\w-])/g
const HELD_BACK = 'works only in the message itself'

/**
 * The letter as everybody who reads the pages may see it: without the links that act for its recipient, and with
 * addresses masked. Only whoever holds the message itself can act by it.
 */
export function readersLetter({ html, text, parts }: Letter): Letter {
  return {
    html:
      html &&
      maskAddresses(
        html
          .replace(new RegExp(`\\bhref\\s*=\\s*(["'])${SIGNED.source}\\1`, 'gi'), `title="${HELD_BACK}"`)
          .replace(SIGNED, `(${HELD_BACK})`),
      ),
    text: text && maskAddresses(text.replace(SIGNED, `(${HELD_BACK})`)),
    parts,
  }
}

function decodeText({ headers, bytes }: MimePart): string {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers.get('content-type') ?? '')?.[1] ?? 'utf-8'
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
