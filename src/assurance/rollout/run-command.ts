// Runs a command of the user's: as a list of words that no shell reads, for a bounded time, killed with all that it has started; of what it writes the end is kept, redacted.
import { spawn } from 'node:child_process'
import { messageOf } from '../../core/errors.ts'
import { storable } from '../../core/reading/storable.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'

export interface Ran {
  ok: boolean
  /** By a clock that does not jump. */
  seconds: number
  /** Its first line on the standard output, as it is. */
  first: string
  /** Why it did not end well, and what it wrote last, for people. */
  words: string
}

export interface RunOptions {
  timeout: number
  /** Ends it. */
  signal: AbortSignal
  cwd?: string
}

/** A timer that is longer goes off at once. */
const LONGEST = 2 ** 31 - 1
const FIRST = 2000
const LAST = 2000
const WORDS = 300
/** Between being asked to end and being ended. */
const GRACE = 5000
/** What is left of its output once it has ended. */
const DRAIN = 200

/** Never rejects. */
export async function runCommand(
  argv: readonly string[],
  { timeout, signal, cwd }: RunOptions,
): Promise<Ran> {
  const began = performance.now()
  const [program = '', ...args] = argv
  let first = ''
  let last = ''
  const ended = (fault: string | null): Ran => ({
    ok: fault === null,
    seconds: (performance.now() - began) / 1000,
    first: first.split('\n', 1)[0]?.trim() ?? '',
    words: wordsOf(fault, last),
  })
  if (signal.aborted) return ended('it was stopped')
  if (argv.some(word => word.includes('\0'))) return ended('a NUL in its words')
  return new Promise(resolve => {
    const child = spawned(program, args, cwd)
    let why: string | null = null
    let grace: NodeJS.Timeout | undefined
    const stop = (reason: string): void => {
      why ??= reason
      killGroup(child.pid, 'SIGTERM')
      grace ??= setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE)
    }
    const timer = setTimeout(
      () => stop(`it had not ended after ${timeout / 1000} s`),
      Math.min(timeout, LONGEST),
    )
    const onAbort = (): void => stop('it was stopped')
    signal.addEventListener('abort', onAbort)
    const done = (fault: string | null): void => {
      clearTimeout(timer)
      // The number of a group that has ended may be that of another by then.
      clearTimeout(grace)
      signal.removeEventListener('abort', onAbort)
      killGroup(child.pid, 'SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
      resolve(ended(why ?? fault))
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (first.length < FIRST) first = (first + text).slice(0, FIRST)
      last = (last + text).slice(-LAST)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-LAST)
    })
    child.once('error', cause => done(`it could not be run: ${messageOf(cause)}`))
    child.once('exit', (code, by) => {
      const fault = code === 0 ? null : `it ended with ${by ?? `code ${code}`}`
      // What it has started may hold its output open for ever.
      const drained = setTimeout(() => done(fault), DRAIN)
      child.once('close', () => {
        clearTimeout(drained)
        done(fault)
      })
    })
  })
}

/** In a group of its own, so that all of it can be ended. */
function spawned(program: string, args: readonly string[], cwd: string | undefined) {
  return spawn(program, args, {
    detached: true,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
}

function killGroup(pid: number | undefined, by: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, by)
  } catch {
    // None of it is left.
  }
}

/** The end of a text that was cut begins in the middle of a line, where a secret may be cut, too: that line is left out. */
function wordsOf(fault: string | null, last: string): string {
  const whole = last.length < LAST ? last : last.slice(last.indexOf('\n') + 1)
  const text = redactSecrets(storable(whole)).replace(/\s+/g, ' ').trim()
  const said = [fault, text].filter(one => one !== null && one !== '').join(': ')
  return said.length <= WORDS ? said : `${said.slice(0, WORDS - 1)}…`
}
