// What a service costs that has read its history and goes on: fifty tasks a second, five hundred series. First in real time, beside its
// PostgreSQL; then through a day of virtual time, what a task leaves; and through one in which the platform lets go of its rows after
// hours, and the service of what it knows of them.
// node bench/scale/steady.ts [--quick | --minutes N --hours N] [--rate N]   the whole: --minutes 60 --hours 24
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort, startPostgres, type TestDatabase } from '../../test/support/postgres/postgres.ts'
import { watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable, type Red } from '../report/report.ts'
import { parentOf, threadSeconds, treeSeconds } from './processor-time.ts'
import type { Hour } from './steady/day.ts'
import { come, configuration, end, fill } from './steady/table.ts'

/** As `npm start` has them. */
const OWN = ['--max-semi-space-size=8', '--heap-growing-percent=50', '--no-allocation-site-pretenuring']
/** Minutes in which it is compiled and its caches fill. */
const WARMING = 2

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    hours: { type: 'string' },
    rate: { type: 'string', default: '50' },
  },
})
const rate = Number(values.rate)
const minutes = Number(values.minutes ?? (values.quick ? 1 : 10))
const hours = Number(values.hours ?? (values.quick ? 1 : 24))
const slowness = watchMachine()
const live = await liveFigures()
const days = { kept: dayFigures('kept'), pruned: dayFigures('pruned') }

printHead(`A service that goes on: ${rate} tasks a second`, [
  `${live.series} series; ${minutes} minutes in real time after ${WARMING} to warm up, PostgreSQL on the same machine; ${hours} hours of virtual time`,
  ...(minutes < 60 ? ['The whole takes an hour: --minutes 60'] : []),
])
printTable(
  [
    'in real time',
    'one core: all',
    'first thread',
    'PostgreSQL',
    'MB before',
    'after',
    'peak',
    'folder MB before',
    'after',
  ],
  [
    [
      `${minutes} min`,
      percent(live.all),
      percent(live.main),
      percent(live.database),
      ...[...live.rss, ...live.folder].map(one => one.toFixed(0)),
    ],
  ],
)
for (const [rows, day] of Object.entries(days)) {
  printTable(
    [`virtual hour, rows ${rows}`, 'MB', 'folder MB', 'cpu s since'],
    day.flatMap((one, hour) =>
      hour % 3 > 0 && hour < day.length - 1
        ? []
        : [
            [
              String(hour),
              one.rss.toFixed(0),
              one.folder.toFixed(1),
              (one.cpu - (day[0]?.cpu ?? 0)).toFixed(0),
            ],
          ],
    ),
  )
}
judge(rate === 50 ? redLines() : [], slowness())

function redLines(): Red[] {
  const share: Red = { what: 'share of a core', value: live.all, most: 0.08, time: 'whole' }
  if (hours < 24) return [share]
  const [third, last] = [hourOf(days.kept, 3), hourOf(days.kept, hours)]
  const aTask = ((last.folder - third.folder) * 1e6) / ((hours - 3) * 3600 * rate)
  const [full, pruned] = [hourOf(days.pruned, 12), hourOf(days.pruned, hours)]
  const aPrunedTask = ((pruned.folder - full.folder) * 1e6) / ((hours - 12) * 3600 * rate)
  return [
    share,
    // Where collections fall decides some tens of megabytes.
    { what: 'memory at the end of the day against its third hour', value: last.rss / third.rss, most: 1.15 },
    // What is known of a task once its own row has been let go: five bytes for the hour in which it came and ended, five more where it ended
    // in another, and eight to compare with its source, four once a comparison was equal. The rest is what pages leave free.
    { what: 'bytes that a task leaves in the folder', value: aTask, most: 16 },
    // That a row is gone is found by the comparison of older hours, at night: until then it takes four bytes.
    { what: 'bytes that a task leaves whose row is pruned, until the night', value: aPrunedTask, most: 8 },
    {
      what: 'memory at the end of that day against its twelfth hour',
      value: pruned.rss / full.rss,
      most: 1.15,
    },
  ]
}

function hourOf(day: readonly Hour[], hour: number): Hour {
  const one = day[hour]
  if (one === undefined) throw new Error(`the day has no hour ${hour}`)
  return one
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

async function liveFigures() {
  const postgres = await startPostgres()
  const db = await postgres.create()
  await fill(db, 'now()')
  const folder = mkdtempSync(join(tmpdir(), 'slowburn-steady-'))
  const port = await freePort()
  const file = join(folder, 'slowburn.yml')
  writeFileSync(file, configuration(db.url, folder).replace('port: 0', `port: ${port}`))
  const main = join(import.meta.dirname, '../../bin/slowburn.cjs')
  const child = spawn(process.execPath, [...OWN, main, 'start', '--config', file], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const over = new AbortController()
  const written = write(db, over.signal)
  try {
    while (!/^slowburn_task_throughput\{/m.test(await ask(`http://127.0.0.1:${port}/metrics`)))
      await wait(500)
    await wait(WARMING * 60_000)
    const server = parentOf(Number((await db.sql('SELECT pg_backend_pid() AS pid'))[0]?.pid)) ?? 0
    const look = () => ({
      ...threadSeconds(child.pid ?? 0),
      database: treeSeconds(server),
      ...sizes(child, folder),
    })
    const before = look()
    const began = performance.now()
    await wait(minutes * 60_000)
    const seconds = (performance.now() - began) / 1000
    const after = look()
    const { total = 0 } = JSON.parse(await ask(`http://127.0.0.1:${port}/api/v1/series?limit=1`)) as {
      total?: number
    }
    const share = (of: 'main' | 'others' | 'database'): number => (after[of] - before[of]) / seconds
    return {
      series: total,
      main: share('main'),
      all: share('main') + share('others'),
      database: share('database'),
      rss: [before.rss, after.rss, after.peak],
      folder: [before.folder, after.folder],
    }
  } finally {
    over.abort()
    await written
    const ended = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true })
    await db.drop()
    await postgres.stop()
  }
}

async function write(db: TestDatabase, over: AbortSignal): Promise<void> {
  for (let until = Date.now(); !over.aborted; ) {
    const from = until
    await wait(Math.max(0, from + 200 - Date.now()))
    until = Math.max(Date.now(), from + 200)
    const moment = (at: number): string => `'${new Date(at).toISOString()}'::timestamptz`
    const count = Math.round((rate * (until - from)) / 1000)
    if (count > 0) await db.sql(`${come(count, moment(from), moment(until))}; ${end('now()')}`)
  }
}

function sizes({ pid }: ChildProcess, folder: string): Record<'rss' | 'peak' | 'folder', number> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / 1e6
  const files = ['slowburn.db', 'slowburn.db-wal'].map(
    name => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  return { rss: megabytes('VmRSS'), peak: megabytes('VmHWM'), folder: files.reduce((a, b) => a + b) / 1e6 }
}

function dayFigures(rows: 'kept' | 'pruned'): Hour[] {
  const file = join(import.meta.dirname, 'steady/day.ts')
  const args = [...OWN, file, String(rate), String(hours), rows]
  const { stdout, status, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  })
  if (status !== 0) throw new Error(`the day ended with ${status}: ${stderr}`)
  return JSON.parse(/^\[.*\]$/m.exec(stdout)?.[0] ?? '[]') as Hour[]
}

async function ask(url: string): Promise<string> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(60_000) })).text()
  } catch {
    return ''
  }
}
