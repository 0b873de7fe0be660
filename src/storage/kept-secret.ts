// A secret of this installation, made once and kept in its data folder for its owner alone.
import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { readRegular } from '../core/reading/regular-file.ts'
import { LINK_KEY_FILE } from './control-files.ts'

const BYTES = 32

/** Made where there is none. Where it cannot be kept it is good until the end of the process, and the log says so. */
export function keptSecret(folder: string, name: string, log: Logger): Buffer {
  const file = join(folder, name)
  const fresh = randomBytes(BYTES)
  try {
    const found = existsSync(file)
      ? Buffer.from(readRegular(file).toString('utf8').trim(), 'base64url')
      : null
    if (found?.length === BYTES) {
      chmodSync(file, 0o600)
      return found
    }
    writePrivate(file, `${fresh.toString('base64url')}\n`)
  } catch (error) {
    log.warn(UNKEPT, { file, error: messageOf(error) })
  }
  return fresh
}

const UNKEPT = 'people cannot act by command or by older links until the next start'

/**
 * A UUID of the installation: the same after a restart and in a backup of it. It says nothing of the key from which it is made.
 */
export function installationId(folder: string, log: Logger): string {
  const key = keptSecret(folder, LINK_KEY_FILE, log)
  const bytes = createHmac('sha256', key).update('installation').digest().subarray(0, 16)
  // RFC 9562: version 8, of one's own making, in the usual variant.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Whole or not at all, and for its owner alone. */
export function writePrivate(file: string, text: string): void {
  const beside = `${file}.new`
  rmSync(beside, { force: true })
  writeFileSync(beside, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(beside, file)
}
