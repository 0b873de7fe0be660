// The fast tests and the main job, in a few processes that share the work: a process a file costs more than the tests. Each has
// rooms that are neighbours, which load much the same.
// npm test [-- PATTERN...]   patterns of test files in place of all of them
// npm run test:all           these in their long form, and those of `test/acceptance`: a process a file, for they start servers
//                            and end processes
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { rooms, standalone } from '../.ci/house/layout.ts'
import { countOf, endedEarly, failedTests } from './support/run/outcome.ts'

const ALL = ['test/{unit,main-job}/**/*.test.ts']
const SLOW = 'test/acceptance/**/*.test.ts'
const { values, positionals } = parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' } } })
const patterns = positionals.length > 0 ? positionals : ALL
/** Simulations of the fast tests go through more in the long form: `test/support/long-form.ts`. */
const FORM = values.all === true ? { SLOWBURN_LONG_FORM: '1' } : {}
/** Tenths of a second that a file takes, waits included, by room, in the fast form and in the long one: there simulations take longer. */
const COSTS: Readonly<Record<string, readonly [fast: number, long: number]>> = {
  core: [5, 3],
  stats: [1, 3],
  sources: [2, 2],
  demo: [5, 7],
  lifecycles: [1, 2],
  indicators: [5, 15],
  detection: [3, 16],
  alerting: [2, 6],
  delivery: [1, 3],
  pipeline: [5, 25],
  operations: [4, 4],
  web: [3, 6],
  analyse: [2, 5],
  app: [4, 2],
  assurance: [20, 15],
  cli: [8, 3],
  generate: [6, 6],
  ci: [6, 6],
}
/** Two more than there are processors, for many tests wait on a clock or a socket; and one for the main job, which starts services. */
const shares = sharesOf(globSync(patterns), availableParallelism() + 2)

/**
 * A young generation that holds what one test makes, and no check of each promise: a twentieth less of the processor. The embedded
 * PostgreSQL is compiled once: no test lives long enough to gain by its being optimized.
 */
const FLAGS = [
  '--no-force-async-hooks-checks',
  '--min-semi-space-size=16',
  '--max-semi-space-size=32',
  '--liftoff-only',
  '--import',
  './test/support/seed.ts',
  '--test',
  '--test-isolation=none',
  // Simulations go through several times as much in the long form.
  `--test-timeout=${values.all === true ? 400_000 : 120_000}`,
]
/** A time limit does not end a loop that never yields; a process that says nothing for so long is in one. */
const SILENCE_MS = values.all === true ? 450_000 : 180_000
const running = mkdtempSync(join(inMemory() ?? tmpdir(), 'slowburn-fast-'))
// A test that is another user for a moment finds its own folder below it, as below any folder for temporary files.
chmodSync(running, 0o711)
/** Thousands of small databases that are fsynced: what a disk keeps of them is asked of it in `test/acceptance`. */
const FOLDERS =
  inMemory() === null
    ? {}
    : { TMPDIR: running, SLOWBURN_KEPT: tmpdir(), NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') }

/** A folder that is held in memory and has room enough; null: there is none. */
function inMemory(): string | null {
  const folder = '/dev/shm'
  if (!existsSync(folder)) return null
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > 2e9 ? folder : null
}

/**
 * In the order of the rooms, each share as long; those of no room at the end. The example platform is beside the sources, for both embed
 * PostgreSQL, which each process compiles. The main job is a share of its own.
 */
function sharesOf(files: readonly string[], most: number): string[][] {
  const others = rooms.filter(room => room !== 'demo')
  const order: readonly string[] = [
    ...standalone,
    ...others.flatMap(room => (room === 'sources' ? [room, 'demo'] : [room])),
  ]
  const roomOf = (file: string): string => file.split(sep)[2] ?? ''
  const placeOf = (file: string): number => {
    const place = order.indexOf(roomOf(file))
    return place < 0 ? order.length : place
  }
  const costOf = (file: string): number => COSTS[roomOf(file)]?.[values.all === true ? 1 : 0] ?? 1
  const { main = [], unit = [] } = Object.groupBy(files.toSorted(), file =>
    file.split(sep)[1] === 'main-job' ? 'main' : 'unit',
  )
  const total = unit.reduce((sum, file) => sum + costOf(file), 0)
  const parts: string[][] = Array.from({ length: most }, () => [])
  let before = 0
  for (const file of unit.sort((a, b) => placeOf(a) - placeOf(b))) {
    parts[Math.floor((most * before) / total)]?.push(file)
    before += costOf(file)
  }
  return [main, ...parts].filter(({ length }) => length > 0)
}

const children = new Set<ChildProcess>()

interface Ran {
  output: string
  /** Why it ended before all of its tests had; null: they have. */
  early: string | null
  isSound: boolean
}

/** What is printed is handed on as it comes to `heard`. */
function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { silence, note, heard }: { silence: number; note: string; heard: (chunk: Buffer) => void },
): Promise<Ran> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
  children.add(child)
  const chunks: Buffer[] = []
  let silentFor: number | null = null
  const watch = setTimeout(() => {
    silentFor = silence / 1000
    child.kill('SIGKILL')
  }, silence)
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    heard(chunk)
    watch.refresh()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(watch)
      children.delete(child)
      const output = Buffer.concat(chunks).toString()
      const last = existsSync(note) ? readFileSync(note, 'utf8') : null
      const early = endedEarly({ code, signal, silentFor, last, output })
      resolve({ output, early, isSound: code === 0 })
    })
  })
}

async function runShare(files: readonly string[], share: number): Promise<Ran> {
  const note = join(running, String(share))
  const env = { ...process.env, ...FORM, ...FOLDERS, SLOWBURN_RUNNING_TEST: note }
  const ran = await start([...FLAGS, ...files], env, { silence: SILENCE_MS, note, heard: () => {} })
  process.stdout.write(ran.output)
  return ran
}

/** One file more at a time than there are processors, for most of them wait. */
function acceptance(): Promise<Ran> {
  const flags = ['--import', './test/support/seed.ts', '--test', '--test-timeout=240000']
  const args = [...flags, `--test-concurrency=${availableParallelism() + 1}`, SLOW]
  const heard = (chunk: Buffer): void => void process.stdout.write(chunk)
  return start(args, process.env, { silence: 10 * SILENCE_MS, note: join(running, 'none'), heard })
}

function stop(): never {
  for (const child of children) child.kill('SIGKILL')
  rmSync(running, { recursive: true, force: true })
  process.exit(1)
}
process.once('SIGINT', stop).once('SIGTERM', stop)

const began = performance.now()
const results = await Promise.all(shares.map(runShare))
rmSync(running, { recursive: true, force: true })
if (values.all === true) results.push(await acceptance())
const counted = (word: string): number => results.reduce((sum, { output }) => sum + countOf(word, output), 0)
const seconds = ((performance.now() - began) / 1000).toFixed(0)
const failed = results.flatMap(({ output }) => failedTests(output))
const early = results.flatMap(result => result.early ?? [])
process.stdout.write(
  `\n${counted('tests')} tests in ${shares.length} processes${values.all === true ? ` and those of ${SLOW}` : ''}, ${seconds} s: ` +
    `${counted('pass')} passed, ${counted('fail') + counted('cancelled')} failed\n`,
)
for (const { place, name } of failed) process.stdout.write(`✖ ${place} ${name}\n`)
for (const why of early) process.stdout.write(`✖ ${why}\n`)
process.exitCode = results.every(({ isSound }) => isSound) && counted('tests') > 0 ? 0 : 1
