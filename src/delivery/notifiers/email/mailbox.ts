// Delivery without a server: every message becomes an `.eml` file in a folder, for the page and any mail program.
import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { access, mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../../../core/errors.ts'
import type { FrozenMessage, Notifier, SendResult } from '../../outbox/message.ts'

/**
 * Writes each message to a file of its own name, made from its Message-ID: sending it twice is sending it
 * once. The file appears whole, after its bytes and its name are on the disk.
 */
export function mailboxNotifier(folder: string): Notifier {
  return {
    name: 'mailbox',
    async send(message): Promise<SendResult> {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const name = `${mailId(message)}.eml`
        await writeWhole(folder, name, message.bytes)
        return { accepted: true, answer: `written to ${name}` }
      } catch (error) {
        return { accepted: false, outcome: 'retry', scope: 'server', error: messageOf(error) }
      }
    },
    async check() {
      try {
        // With the dot it has to be a folder.
        await access(`${nearest(folder)}/.`, constants.W_OK)
        return null
      } catch (error) {
        return `mailbox folder ${folder} cannot be written: ${messageOf(error)}`
      }
    },
    close: () => Promise.resolve(),
  }
}

/** The folder, or the first above it that is there: trying it makes nothing. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

function mailId({ messageId, createdAt }: FrozenMessage): string {
  const time = new Date(createdAt).toISOString().replace(/\.\d+|[-:]/g, '')
  return `${time}-${createHash('sha256').update(messageId).digest('hex').slice(0, 16)}`
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const target = join(folder, name)
  const existing = await stat(target).catch(() => null)
  if (existing?.size !== bytes.length) {
    const temporary = `${target}.part`
    const file = await open(temporary, 'w', 0o600)
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
