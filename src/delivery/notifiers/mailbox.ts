// Delivery without a server: every message becomes an `.eml` file in a folder, for the page and any mail program.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import { type MimePart, readHeaders, readMime } from '../mime/read.ts'
import type { FrozenMessage, Notifier, SendResult } from '../outbox/message.ts'

/**
 * Writes each message to a file of its own name, made from its Message-ID: sending it twice is sending it
 * once. The file appears whole, after its bytes and its name are on the disk.
 */
export function mailboxNotifier(folder: string): Notifier {
  return {
    name: 'mailbox',
    async send(message): Promise<SendResult> {
      try {
        await mkdir(folder, { recursive: true })
        const name = `${mailId(message)}.eml`
        await writeWhole(folder, name, message.bytes)
        return { accepted: true, answer: `written to ${name}` }
      } catch (error) {
        return { accepted: false, outcome: 'retry', scope: 'server', error: messageOf(error) }
      }
    },
    async check() {
      try {
        await mkdir(folder, { recursive: true })
        await access(folder, constants.W_OK)
        return null
      } catch (error) {
        return `mailbox folder ${folder} cannot be written: ${messageOf(error)}`
      }
    },
    close: () => Promise.resolve(),
  }
}

export interface MailSummary {
  /** Names the message within its folder; safe in a URL. */
  id: string
  subject: string
  from: string
  to: string
  /** Null where the message has no date that can be read. */
  date: Millis | null
  /** From `X-Slowburn-State`: `firing`, `resolved`; empty if the message does not say. */
  state: string
}

export interface Mail extends MailSummary {
  text: string
  /** As sent: it shows the chart as `cid:…`, which a page replaces by the address at which it serves it. */
  html: string | null
  chart: { contentId: string; type: string; bytes: Uint8Array } | null
  raw: Uint8Array
}

/** Newest first, at most `limit`. A folder that does not exist is an empty mailbox. */
export async function listMailbox(folder: string, limit = 200): Promise<MailSummary[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const newest = names
    .filter(name => MAIL_FILE.test(name))
    .sort()
    .reverse()
    .slice(0, limit)
  const found = await Promise.all(newest.map(name => summaryOf(folder, name).catch(() => null)))
  return found.filter(summary => summary !== null)
}

/** Null if there is no such message; an `id` that `listMailbox` could not have given is none. */
export async function readMail(folder: string, id: string): Promise<Mail | null> {
  const name = `${id}.eml`
  if (!MAIL_FILE.test(name)) return null
  const raw = await readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (raw === null) return null
  const { headers, parts } = readMime(raw)
  const image = parts.find(part => part.type.startsWith('image/') && part.contentId !== null)
  return {
    ...summarise(id, headers),
    text: textOf(parts, 'text/plain') ?? '',
    html: textOf(parts, 'text/html'),
    chart:
      image === undefined ? null : { contentId: image.contentId ?? '', type: image.type, bytes: image.bytes },
    raw,
  }
}

const MAIL_FILE = /^\d{8}T\d{6}Z-[0-9a-f]{16}\.eml$/
/** Headers of our messages fit well within this. */
const HEAD_BYTES = 8192

function mailId({ messageId, createdAt }: FrozenMessage): string {
  const time = new Date(createdAt).toISOString().replace(/\.\d+|[-:]/g, '')
  return `${time}-${createHash('sha256').update(messageId).digest('hex').slice(0, 16)}`
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const target = join(folder, name)
  const existing = await stat(target).catch(() => null)
  if (existing?.size !== bytes.length) {
    const temporary = `${target}.part`
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  }
  // Also where it was there: the process that renamed it may have died before its name was on the disk.
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

async function summaryOf(folder: string, name: string): Promise<MailSummary> {
  const file = await open(join(folder, name), 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return summarise(name.slice(0, -'.eml'.length), readHeaders(buffer.subarray(0, bytesRead)))
  } finally {
    await file.close()
  }
}

function summarise(id: string, headers: ReadonlyMap<string, string>): MailSummary {
  const date = Date.parse(headers.get('date') ?? '')
  return {
    id,
    subject: headers.get('subject') ?? '',
    from: headers.get('from') ?? '',
    to: headers.get('to') ?? '',
    date: Number.isNaN(date) ? null : date,
    state: headers.get('x-slowburn-state') ?? '',
  }
}

function textOf(parts: readonly MimePart[], type: string): string | null {
  const part = parts.find(candidate => candidate.type === type)
  return part === undefined ? null : Buffer.from(part.bytes).toString('utf8').replace(/\r\n/g, '\n')
}
