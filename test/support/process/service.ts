// A slowburn service in a process of its own, on a data folder that holds one firing alert and a source that is away.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { systemClock } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { episodeOf, LEVEL, SERIES } from '../alerts/alert-samples.ts'
import { temporaryFolder } from '../folder.ts'
import { type Ran, type Running, runCommand, startCommand } from './command.ts'

export interface Service {
  folder: string
  /** Address of the pages, with a slash at its end. */
  page: string
  running: Running
  slowburn(...args: string[]): Promise<Ran>
}

/** `config` is added to what every configuration needs. Ended with its test. */
export async function startService(
  t: Pick<TestContext, 'after'>,
  config: string,
  { port = 0 } = {},
): Promise<Service> {
  const folder = temporaryFolder(t)
  const file = join(folder, 'slowburn.yml')
  const data = join(folder, 'data')
  writeFileSync(
    file,
    `data: { folder: ${JSON.stringify(data)} }
listen: { port: ${port} }
tick: 1s
sources:
  - { name: p, type: postgres, url: "\${DATABASE_URL}", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
rules:
  - { name: slower-work, indicators: [task_run_time_p50] }
${config}`,
  )
  const now = systemClock.now()
  const store = openSqliteStore(data)
  const { id } = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  store.episodes.save(
    episodeOf(LEVEL, {
      seriesId: id,
      sequence: 0,
      pendingSince: now - 3 * HOUR,
      firingSince: now - 2 * HOUR,
      lastActiveAt: now,
    }),
  )
  store.close()
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x' }
  const running = startCommand(['start', '--config', file], { env })
  t.after(() => running.child.kill('SIGKILL'))
  const [, page = ''] = await running.says(/page=(\S+)/)
  const slowburn = (...args: string[]): Promise<Ran> =>
    runCommand([...args, '--config', file], { cwd: folder, env })
  return { folder, page, running, slowburn }
}
