// The main job from end to end: a PostgreSQL table goes in, an e-mail arrives; then the process is stopped, killed
// and started again, and nobody is notified twice. On which servers is for its callers to say.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { randomStream } from '../../../src/core/random.ts'
import { startSmtp, type TestSmtp } from '../delivery/smtp.ts'
import { temporaryFolder } from '../folder.ts'
import type { TestDatabase, TestPostgres } from '../postgres/postgres.ts'
import { type Running, startCommand } from './command.ts'

const HOUR = 3_600_000
const DAYS = 26
/** Build tasks take twice as long for the last five days. */
const SLOW_DAYS = 5

const SCHEMA = `CREATE TABLE execution_tasks (
  id serial PRIMARY KEY, task_id text UNIQUE, type varchar, description text,
  status varchar DEFAULT 'pending', metadata jsonb, result text, error text,
  created_at timestamptz, completed_at timestamptz);
CREATE INDEX ON execution_tasks (status);
CREATE INDEX ON execution_tasks (created_at);
CREATE TABLE deployments (id serial PRIMARY KEY, version text, service text, deployed_at timestamptz);`

/** So many tasks an hour, of two types. */
function history(now: number, hourly: number): string {
  const random = randomStream(11, 'main job')
  const rows: string[] = []
  for (let hour = DAYS * 24; hour > 0; hour--) {
    for (let i = 0; i < hourly; i++) {
      const type = i % 2 === 0 ? 'build' : 'test'
      const slow = type === 'build' && hour <= SLOW_DAYS * 24 ? 2 : 1
      const created = now - hour * HOUR + (i * HOUR) / hourly
      const completed = created + slow * random.lognormal(60_000, 0.4)
      if (completed > now) continue
      const moment = (at: number): string => `'${new Date(at).toISOString()}'`
      const model = `{"model": "${slow > 1 ? 'basalt' : 'aurora'}"}`
      rows.push(
        `('t${hour}-${i}', '${type}', 'completed', ${moment(created)}, ${moment(completed)}, '${model}')`,
      )
    }
  }
  return `INSERT INTO execution_tasks (task_id, type, status, created_at, completed_at, metadata) VALUES ${rows.join(',')}`
}

/** One long before, one with which the work became slow, one of today. */
function deployments(now: number): string {
  const rows = [
    ['7.1', DAYS * 24 - 10],
    ['7.2', SLOW_DAYS * 24],
    ['7.3', 5],
  ] as const
  const values = rows.map(
    ([version, hours]) => `('${version}', 'builder', '${new Date(now - hours * HOUR).toISOString()}')`,
  )
  return `INSERT INTO deployments (version, service, deployed_at) VALUES ${values.join(',')}`
}

interface Regimes {
  changes: Array<{ kind: string; direction: string; onset: { lower: string; upper: string } }>
}

interface MainJobOptions {
  /** What the servers are, for the title. */
  on: string
  startPostgres(): Promise<TestPostgres>
  /** Tasks an hour. */
  hourly: number
  /** After an end in good order, too. */
  isStartedAgain: boolean
  /** Tests of the caller's own, against the page of the running service. */
  alsoWhileItRuns?(page: () => Promise<string>): void
}

export function describeMainJob({
  on,
  startPostgres,
  hourly,
  isStartedAgain,
  alsoWhileItRuns,
}: MainJobOptions): void {
  describe(`the main job, on ${on}`, () => {
    const cleanup: Array<() => unknown> = []
    let postgres: TestPostgres
    let database: TestDatabase
    let smtp: TestSmtp
    let file: string
    let running: Running

    const start = async (): Promise<string> => {
      running = startCommand(['start', '--config', file], { env: { DATABASE_URL: database.url } })
      const { child } = running
      cleanup.push(() => child.kill('SIGKILL'))
      const [, page = ''] = await running.says(/page=(\S+)/)
      await running.says(/first tick done/)
      return page
    }

    before(async () => {
      postgres = await startPostgres()
      cleanup.push(() => postgres.stop())
      database = await postgres.create()
      cleanup.push(() => database.drop())
      await database.sql(SCHEMA)
      const now = Date.now()
      await database.sql(history(now, hourly))
      await database.sql(deployments(now))
      smtp = await startSmtp()
      cleanup.push(() => smtp.close())
      const folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
      file = join(folder, 'slowburn.yml')
      writeFileSync(
        file,
        `name: my platform
data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
tick: 1s
sources:
  - name: platform
    type: postgres
    url: \${DATABASE_URL}
    tables:
      - table: execution_tasks
        as: tasks
        concurrency: 1
        columns: { id: task_id, type: type, status: status, created_at: created_at, completed_at: completed_at, error: error, model: metadata.model }
      - table: deployments
        as: releases
        columns: { id: id, at: deployed_at, version: version, component: service }
contacts:
  - name: on call
    email: on-call@example.org
rules:
  - name: slower
    indicators: [task_run_time_p50]
smtp: { host: 127.0.0.1, port: ${smtp.port}, tls: none, from: slowburn@example.org }
`,
      )
    })
    after(async () => {
      for (const step of cleanup.reverse()) await step()
    })

    test('a slowdown in a table becomes one e-mail that says what, since when, by how much and perhaps why', async () => {
      const page = await start()
      assert.equal((await fetch(`${page}healthz`)).status, 200)
      for (let i = 0; i < 200 && smtp.accepted.length === 0; i++) await pause(100)
      assert.equal(smtp.accepted.length, 1)
      const [mail] = smtp.accepted
      assert.equal(mail?.recipient, 'on-call@example.org')
      const text = mail?.raw.toString() ?? ''
      assert.match(text, /^Subject: .*build.*/m)
      assert.match(text, /image\/png/)
      assert.match(text, /text\/plain/)
      assert.match(text, /text\/html/)
      // Without the soft line breaks of quoted-printable.
      assert.match(text.replaceAll('=\r\n', ''), /127\.0\.0\.1:\d+\/act\/[\w-]+\.[\w-]+/)
      const words = text.replaceAll('=\r\n', '').replaceAll('\r\n', ' ')
      assert.match(words, /The model changed from aurora to basalt/)
      assert.match(words, /Release 7\.2 of builder, /)
      assert.match(words, /They coincide with the onset; that is no proof\./)
      assert.doesNotMatch(words, /Release 7\.[13] /)
    })

    alsoWhileItRuns?.(async () => (await running.says(/page=(\S+)/))[1] ?? '')

    test('every series is looked back upon, and the slowdown is a regime of its own', async () => {
      const [, page = ''] = await running.says(/page=(\S+)/)
      const { series } = (await (await fetch(`${page}api/v1/series?q=task_run_time_p50`)).json()) as {
        series: Array<{ id: number; key: string; bucket_seconds: number }>
      }
      const build = series.find(({ key }) => key.includes('build'))
      // The looking back is done a little at each tick.
      let regimes: Regimes | null = null
      for (let i = 0; i < 200 && regimes === null; i++) {
        const answer = await fetch(`${page}api/v1/series/${build?.id}/regimes`)
        regimes = ((await answer.json()) as { regimes: Regimes | null }).regimes
        if (regimes === null) await pause(100)
      }
      const width = (build?.bucket_seconds ?? 0) / 3600
      const [change, ...more] = regimes?.changes ?? []
      assert.deepEqual(more, [])
      assert.deepEqual([change?.kind, change?.direction], ['level', 'up'])
      const slow = Date.now() - SLOW_DAYS * 24 * HOUR
      const hours = (text = ''): number => (Date.parse(text) - slow) / HOUR
      const { lower, upper } = change?.onset ?? {}
      // The bucket in which it began may count for either side.
      assert.ok(hours(lower) <= width && hours(upper) >= -width, `${hours(lower)} to ${hours(upper)}`)
    })

    test('kill -9 and a restart tell nobody again, and lose no event', async () => {
      const { signal } = await running.end('SIGKILL')
      assert.equal(signal, 'SIGKILL')
      const page = await start()
      await pause(2500)
      assert.equal(smtp.accepted.length, 1)
      const metrics = await (await fetch(`${page}metrics`)).text()
      assert.match(metrics, /^slowburn_source_up\{source="platform"\} 1$/m)
      assert.match(metrics, /^slowburn_alerts\{rule="slower",state="firing"\} 1$/m)
    })

    test('a database that goes away is reported, and the rest goes on', async () => {
      const [, page = ''] = await running.says(/page=(\S+)/)
      await database.sql('ALTER TABLE execution_tasks RENAME TO elsewhere')
      let metrics = ''
      for (let i = 0; i < 100 && !metrics.includes('slowburn_source_problems{'); i++) {
        await pause(100)
        metrics = await (await fetch(`${page}metrics`)).text()
      }
      assert.match(metrics, /slowburn_source_problems\{.*execution_tasks.*\} 1/)
      assert.match(await (await fetch(page)).text(), /execution_tasks/)
      assert.equal((await fetch(`${page}readyz`)).status, 200)
      await database.sql('ALTER TABLE elsewhere RENAME TO execution_tasks')
    })

    test('SIGTERM ends it within five seconds', async () => {
      const { code, seconds } = await running.end('SIGTERM')
      assert.equal(code, 0)
      assert.ok(seconds < 5, `${seconds} s`)
    })

    for (const how of isStartedAgain ? ['a restart after that'] : []) {
      test(`${how} tells nobody again either`, async () => {
        await start()
        await pause(2500)
        assert.equal(smtp.accepted.length, 1)
      })
    }
  })
}
