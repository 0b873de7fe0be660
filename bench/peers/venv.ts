// Makes the Python environment in which peers run beside us, once; a peer that cannot be had is said to be missing.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Pinned, so that a table can be made again. */
const PACKAGES = ['ruptures==1.1.10', 'apache-otava==0.8.0', 'numpy==2.2.0']
const FOLDER = process.env.SLOWBURN_BENCH_VENV ?? join(tmpdir(), 'slowburn-bench-venv')
const MINUTE = 60_000

export type Peers = { ok: true; python: string } | { ok: false; reason: string }

/** The interpreter of the environment, made in the system's folder for temporary files unless it is there. */
export function peersPython(): Peers {
  const python = join(FOLDER, 'bin', 'python')
  if (existsSync(python) && imports(python)) return { ok: true, python }
  const made = spawnSync('python3', ['-m', 'venv', FOLDER], { encoding: 'utf8', timeout: MINUTE })
  if (made.status !== 0) return { ok: false, reason: 'python3 cannot make a virtual environment here' }
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], {
    encoding: 'utf8',
    timeout: 10 * MINUTE,
  })
  if (installed.status !== 0) return { ok: false, reason: 'the packages cannot be installed here' }
  return { ok: true, python }
}

/** Runs a script of this folder on a JSON input. Returns what it printed as JSON, or why it did not. */
export function runPeer(python: string, script: string, input: unknown): unknown {
  const ran = spawnSync(python, [new URL(script, import.meta.url).pathname], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    timeout: 20 * MINUTE,
    maxBuffer: 2 ** 28,
  })
  if (ran.status !== 0) throw new Error(`${script} failed: ${ran.stderr.split('\n').at(-2) ?? ran.error}`)
  return JSON.parse(ran.stdout)
}

function imports(python: string): boolean {
  return spawnSync(python, ['-c', 'import ruptures, otava, numpy'], { timeout: MINUTE }).status === 0
}
