// Whether a source keeps to itself: it lets go when it is aborted and closed, writes to no terminal, and leaves no fault behind. It is tried
// in a process of its own, since one that loops would hold up the suite that asks.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CHILD = join(import.meta.dirname, 'manners-child.ts')
const LONGEST = 60_000

/** What the type does that it must not; null where it keeps to itself. */
export async function mannersOf(
  type: string,
  { script = CHILD, longest = LONGEST } = {},
): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'manners-'))
  const steps = join(folder, 'steps')
  try {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, type, steps], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const written: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => written.push(part))
    child.stderr.on('data', (part: Buffer) => written.push(part))
    const patience = setTimeout(() => child.kill('SIGKILL'), longest)
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    clearTimeout(patience)
    const last = readFileSync(steps, 'utf8').trim().split('\n').at(-1)
    const said = Buffer.concat(written).toString()
    if (signal !== null) return `a source of type ${type} did not return when it was asked to ${last}`
    if (code !== 0) return `a source of type ${type} threw after it was asked to ${last}: ${said}`
    return said === '' ? null : `a source of type ${type} writes to the terminal: ${said}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
