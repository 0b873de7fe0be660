// How many tasks slowburn can take: a real PostgreSQL with a table of finished tasks of fifty types and ten models over
// ninety days, read from an empty folder to the first results, then started again on what it has.
// node bench/scale/facts.ts [--quick | --long | --tasks N] [--keep FOLDER]   --long takes an hour, and 20 GB of disk
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startPostgres, type TestDatabase } from '../../test/support/postgres/postgres.ts'
import { type Slowness, watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable, type Red } from '../report/report.ts'
import { parentOf, threadSeconds, treeSeconds } from './processor-time.ts'
import type { Turns } from './turns.ts'

interface Figures {
  tasks: number
  /** Seconds from the start to the first results. */
  seconds: number
  /** Processor seconds until then: of the service's first thread, of its others, of PostgreSQL. */
  main: number
  others: number
  database: number
  /** Peak resident memory, MB. */
  rss: number
  /** Data folder afterwards, MB. */
  folder: number
  /** Longest time for which the loop was blocked, ms; 99th percentile of the pages' answers, ms. */
  blocked: number
  pages: number
  /** Longest turn of the loop and the 99th percentile of all, ms of processor time. */
  turns: Turns
  /** Seconds until a second start answers that it is ready. */
  again: number
}

/** What must be reached, by number of tasks; a run of another size has no red lines. */
const MUST: Readonly<Record<number, Pick<Figures, 'seconds' | 'rss' | 'folder' | 'pages' | 'again'>>> = {
  // Five runs on a quiet machine took 12.8 to 15.7 s, 325 to 421 MB, and answered pages in 116 to 351 ms; on one that was 1.5
  // times slower, 25 to 29 s.
  100000: { seconds: 26, rss: 500, folder: 30, pages: 450, again: 10 },
  1000000: { seconds: 60, rss: 400, folder: 90, pages: 300, again: 10 },
  5000000: { seconds: 360, rss: 500, folder: 300, pages: 300, again: 10 },
  // How far the folder grows is not asked: points and five bytes a task for `data.keep`.
  50000000: { seconds: 4200, rss: 500, folder: 2000, pages: 300, again: 10 },
}

const TIMES: Readonly<Record<string, keyof Slowness>> = { seconds: 'whole', pages: 'longest', again: 'whole' }

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    tasks: { type: 'string' },
    keep: { type: 'string' },
  },
})
const sizes = sizesOf()

const slowness = watchMachine()
const postgres = await startPostgres()
const figures: Figures[] = []
for (const tasks of sizes) {
  const db = await postgres.create()
  await fill(db, tasks)
  figures.push(await measure(db, tasks))
  await db.drop()
}
await postgres.stop()

printHead('Facts, from an empty folder to the first results', [
  'finished tasks, 50 types x 10 models, 90 days, with a start column; PostgreSQL on the same machine',
])
const smallest = figures[0]
printTable(
  [
    'tasks',
    's',
    'cpu s: main',
    'others',
    'postgres',
    'peak MB',
    'folder MB',
    'blocked ms',
    'turns ms cpu: max',
    'p99',
    'pages p99 ms',
    'again s',
    'us a task',
    'growth',
  ],
  figures.map(one => [
    one.tasks.toLocaleString('en'),
    one.seconds.toFixed(1),
    one.main.toFixed(1),
    one.others.toFixed(1),
    one.database.toFixed(1),
    one.rss.toFixed(0),
    one.folder.toFixed(1),
    one.blocked.toFixed(0),
    one.turns.longest.toFixed(0),
    one.turns.p99.toFixed(0),
    one.pages.toFixed(0),
    one.again.toFixed(1),
    ((one.seconds * 1e6) / one.tasks).toFixed(0),
    smallest === undefined ? '' : `${(one.seconds / smallest.seconds).toFixed(1)}x`,
  ]),
)
judge(figures.flatMap(redLines), slowness())

function sizesOf(): number[] {
  if (values.tasks !== undefined) return [Number(values.tasks)]
  if (values.quick) return [100_000]
  return [100_000, 1_000_000, ...(values.long ? [5_000_000, 50_000_000] : [])]
}

function redLines(one: Figures): Red[] {
  const most = MUST[one.tasks]
  if (most === undefined) return []
  return (['seconds', 'rss', 'folder', 'pages', 'again'] as const).map(what => ({
    what: `${one.tasks} tasks: ${what}`,
    value: one[what],
    most: most[what],
    ...(TIMES[what] === undefined ? {} : { time: TIMES[what] }),
  }))
}

/** Durations are log-normal by the Box-Muller transform; nothing in it depends on the run. */
async function fill(db: TestDatabase, tasks: number): Promise<void> {
  await db.sql(`
    SELECT setseed(0.5);
    CREATE TABLE execution_tasks (
      id bigserial PRIMARY KEY, type text NOT NULL, model text NOT NULL, status text NOT NULL, error text,
      created_at timestamptz NOT NULL, started_at timestamptz, completed_at timestamptz);
    INSERT INTO execution_tasks (type, model, status, created_at, started_at, completed_at)
    SELECT 'type ' || (i * 7919 % 50), 'model ' || (i * 104729 % 10),
           CASE WHEN i % 37 = 0 THEN 'failed' ELSE 'completed' END,
           opened, opened + wait, opened + wait + run
    FROM (SELECT i, now() - interval '90 days' + i / ${tasks}::float8 * (interval '90 days' - interval '3 hours') AS opened,
                 make_interval(secs => 30 * exp(sqrt(-2 * ln(1 - random())) * cos(6.283185 * random()))) AS wait,
                 make_interval(secs => 90 * exp(0.7 * sqrt(-2 * ln(1 - random())) * cos(6.283185 * random()))) AS run
          FROM generate_series(1::bigint, ${tasks}) AS i) AS drawn;
    CREATE INDEX ON execution_tasks (created_at);
    ANALYZE execution_tasks`)
}

async function measure(db: TestDatabase, tasks: number): Promise<Figures> {
  const { url } = db
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'slowburn-facts-'))
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const file = join(folder, 'slowburn.yml')
  writeFileSync(file, configuration(url, folder, port))
  const turnsFile = join(folder, 'turns.json')
  const server = parentOf(Number((await db.sql('SELECT pg_backend_pid() AS pid'))[0]?.pid))
  const before = server === null ? 0 : treeSeconds(server)
  const started = performance.now()
  const first = serve(file, turnsFile)
  const asked: number[] = []
  let blocked = 0
  // Each scrape says for how long the loop was blocked at most since the one before.
  const scrape = async (): Promise<string> => {
    const metrics = (await ask(`http://127.0.0.1:${port}/metrics`)) ?? ''
    blocked = Math.max(
      blocked,
      1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1] ?? 0),
    )
    return metrics
  }
  let results = false
  while (!results) {
    await wait(500)
    if (first.exitCode !== null) throw new Error('the service ended before it had results')
    const began = performance.now()
    const page = await ask(`http://127.0.0.1:${port}/`)
    if (page === null) continue
    asked.push(performance.now() - began)
    // What stands in the past is not exposed: a value is there once all of history has been read.
    results = /^slowburn_task_throughput\{/m.test(await scrape())
  }
  const seconds = (performance.now() - started) / 1000
  const spent = threadSeconds(first.pid ?? 0)
  const database = server === null ? Number.NaN : treeSeconds(server) - before
  // Two ticks more: looking back and retention have had their turn.
  await wait(5_000)
  await scrape()
  const rss = peakMemory(first)
  await stop(first)
  const turns = JSON.parse(readFileSync(turnsFile, 'utf8')) as Turns
  const size = ['slowburn.db', 'slowburn.db-wal'].reduce((sum, name) => sum + sizeOf(join(folder, name)), 0)

  const again = performance.now()
  const second = serve(file, turnsFile)
  while ((await ask(`http://127.0.0.1:${port}/readyz`)) === null) await wait(50)
  const ready = (performance.now() - again) / 1000
  await stop(second)
  if (values.keep === undefined) rmSync(folder, { recursive: true })
  const pages = asked.toSorted((a, b) => a - b)[Math.floor(0.99 * asked.length)] ?? Number.NaN
  return { tasks, seconds, ...spent, database, rss, folder: size / 1e6, blocked, pages, turns, again: ready }
}

function configuration(url: string, folder: string, port: number): string {
  return `data: { folder: ${JSON.stringify(folder)} }
listen: { port: ${port} }
tick: 2s
log: { level: warn }
sources:
  - name: platform
    type: postgres
    url: ${JSON.stringify(url)}
    backfill: 100d
    tables:
      - table: execution_tasks
        as: tasks
        columns: { id: id, type: type, model: model, status: status, error: error, created_at: created_at, started_at: started_at, completed_at: completed_at }
`
}

function serve(file: string, turnsFile: string): ChildProcess {
  const main = join(import.meta.dirname, '../../bin/slowburn.cjs')
  // As `npm start` does.
  const own = [
    '--max-semi-space-size=8',
    '--heap-growing-percent=50',
    '--no-allocation-site-pretenuring',
    '--import',
    new URL('./turns.ts', import.meta.url).href,
    ...(process.env.FACTS_NODE_OPTIONS?.split(' ') ?? []),
  ]
  return spawn(process.execPath, [...own, main, 'start', '--config', file], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TURNS_FILE: turnsFile },
  })
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

/** The answer's text if it is 200, else null. */
async function ask(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) })
    const text = await answer.text()
    return answer.status === 200 ? text : null
  } catch {
    return null
  }
}

/** Megabytes, from the high-water mark that Linux keeps. */
function peakMemory({ pid }: ChildProcess): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return (Number(kilobytes) * 1024) / 1e6
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
