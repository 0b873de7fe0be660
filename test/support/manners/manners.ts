// Whether a part keeps to itself: it lets go when it is aborted and closed, writes to no terminal, and leaves no fault behind. It is tried
// in a process of its own, since one that loops would hold up the suite that asks.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Parts of one kind, and the file that tries those that it is given by name, each step written to the file that is named first. */
export interface Mannered {
  /** `a source of type`: before the name. */
  readonly what: string
  readonly script: string
}

export const SOURCES: Mannered = {
  what: 'a source of type',
  script: join(import.meta.dirname, 'source-child.ts'),
}
export const NOTIFIERS: Mannered = {
  what: 'the notifier',
  script: join(import.meta.dirname, 'notifier-child.ts'),
}

/** From the last step that it has taken: to start a process takes long where others are busy. */
const LONGEST = 60_000
const LOOK_MS = 100
/** How Node.js ends where nothing is left to do, and what is waited for has not come. */
const NEVER_ENDED = 13

/** What each does that it must not, by name; null where it keeps to itself. */
export async function mannersOf(
  names: readonly string[],
  mannered: Mannered,
  longest = LONGEST,
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>(names.map(name => [name, null]))
  const verdict = await tryTogether(names, mannered, longest)
  if (verdict === null) return found
  if (names.length === 1) return new Map(names.map(name => [name, verdict]))
  // Each by itself: what is left behind says not by whom.
  for (const name of names) found.set(name, await tryTogether([name], mannered, longest))
  return found
}

async function tryTogether(
  names: readonly string[],
  { what, script }: Mannered,
  longest: number,
): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'manners-'))
  const steps = join(folder, 'steps')
  const who = `${what} ${names.join(', ')}`
  try {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, steps, ...names],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const written: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => written.push(part))
    child.stderr.on('data', (part: Buffer) => written.push(part))
    let began = performance.now()
    let taken = 0
    const looking = setInterval(() => {
      const size = existsSync(steps) ? statSync(steps).size : 0
      if (size !== taken) began = performance.now()
      taken = size
      if (performance.now() - began > (size === 0 ? LONGEST : longest)) child.kill('SIGKILL')
    }, LOOK_MS)
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    clearInterval(looking)
    const last = readFileSync(steps, 'utf8').trim().split('\n').at(-1)
    const said = Buffer.concat(written).toString()
    if (signal !== null) return `${who} did not return when it was asked to ${last}`
    if (code === NEVER_ENDED)
      return `${who} never ended after it was asked to ${last}: it waits for a promise that is never settled`
    if (code !== 0) return `${who} threw after it was asked to ${last}: ${said}`
    return said === '' ? null : `${who} writes to the terminal: ${said}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
