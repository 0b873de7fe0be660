// The one place that asks other servers by HTTP: of an answer only so much is read as its reader has room for, however much comes.

import type { Millis } from '../clock.ts'
import { SECOND } from '../duration.ts'

type Body = AsyncIterable<Uint8Array> | null

export interface Answer {
  readonly status: number
  /** 2xx. */
  readonly ok: boolean
  readonly headers: Headers
  /**
   * The text of its first bytes, at most so many once unpacked; what comes after them is not fetched. What arrived, where the
   * rest is late or broken. Never rejects.
   */
  beginning(bytes: number): Promise<string>
  /** All of its text. Rejects where it has more bytes than that once unpacked, or breaks off. */
  whole(bytes: number): Promise<string>
  /** To be called where nothing of it is read. Never rejects. */
  leave(): Promise<void>
}

/** Rejects as `fetch` does: where nothing answers, or the signal ends it. */
export async function ask(url: string, asked: RequestInit): Promise<Answer> {
  const response = await fetch(url, asked)
  const { status, ok, headers } = response
  return {
    status,
    ok,
    headers,
    beginning: async bytes => {
      const read: Uint8Array[] = []
      const isAll = await fill(read, response.body, bytes).catch(() => false)
      return textOf(read, bytes, isAll)
    },
    whole: bytes => wholeText(response.body, bytes),
    leave: async () => response.body?.cancel().catch(() => undefined),
  }
}

/**
 * How long a server asks to wait, in milliseconds, by seconds or by a moment of its own clock (RFC 9110, 10.2.3); 0 where it says nothing that can
 * be read.
 */
export function waitAskedFor(headers: Headers): Millis {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * SECOND
  const asked = Date.parse(text) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(asked) ? 0 : Math.max(0, asked)
}

/** All of the text of a body. Rejects where it has more bytes than that, or breaks off; what is not read is given up. */
export async function wholeText(body: Body, bytes: number): Promise<string> {
  const read: Uint8Array[] = []
  if (!(await fill(read, body, bytes))) throw new Error(`answered more than ${inWords(bytes)}`)
  return textOf(read, bytes, true)
}

/** Reads until there is more than `most`; whether that was all. The connection is given up with what is not read. */
async function fill(read: Uint8Array[], body: Body, most: number): Promise<boolean> {
  let length = 0
  for await (const chunk of body ?? []) {
    read.push(chunk)
    length += chunk.length
    if (length > most) return false
  }
  return true
}

/** A character that the bound cuts in two is left out. */
function textOf(read: readonly Uint8Array[], most: number, isAll: boolean): string {
  return new TextDecoder().decode(Buffer.concat(read).subarray(0, most), { stream: !isAll })
}

function inWords(bytes: number): string {
  return bytes >= 1e6 ? `${bytes / 1e6} MB` : `${bytes / 1e3} kB`
}
