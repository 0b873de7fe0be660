// Access tokens for XOAUTH2, from a file that something else renews, or from a command that prints one.
import { execFile } from 'node:child_process'
import type { Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'
import { readRegular } from '../../../core/reading/regular-file.ts'

export type TokenSource = { file: string } | { command: readonly string[] }

/** Shorter than any access token lives. */
const GOOD_FOR: Millis = 5 * MINUTE
const COMMAND_TIMEOUT: Millis = 15 * SECOND

/**
 * A file is read at each log-in. A command is run again once its token is five minutes old, or was refused (`renew`).
 * Rejects with a message that holds no token.
 */
export function tokensFrom(source: TokenSource, now: () => Millis): (renew: boolean) => Promise<string> {
  if ('file' in source) return async () => tokenIn(readRegular(source.file).toString('utf8'), source.file)
  let last: { at: Millis; token: Promise<string> } | null = null
  return renew => {
    if (last === null || renew || Math.abs(now() - last.at) >= GOOD_FOR) {
      const token = printedBy(source.command)
      last = { at: now(), token }
      token.catch(() => {
        last = null
      })
    }
    return last.token
  }
}

function printedBy([program = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: COMMAND_TIMEOUT }, (error, stdout) => {
      if (error !== null)
        return reject(new Error(`${program} printed no token: it ended with ${error.code ?? error.signal}`))
      try {
        resolve(tokenIn(stdout, program))
      } catch (cause) {
        reject(cause)
      }
    })
  })
}

function tokenIn(text: string, where: string): string {
  const token = text.trim()
  if (/^[!-~]+$/.test(token)) return token
  throw new Error(`${where} holds no token: one line of printable characters is expected`)
}
