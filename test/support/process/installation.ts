// An installation for the checks of `slowburn doctor`: a configuration with one push source and a folder of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { DoctorCheck, Installation } from '../../../src/app/doctor/check.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { openDatabase } from '../../../src/storage/sqlite/file/database.ts'
import { temporaryFolder } from '../folder.ts'
import { unattended } from '../unattended.ts'

const SOURCE = 'sources: [{ name: app, type: push, token: "${TOKEN}", feeds: [task] }]\n'

/** Whatever is in `text` comes on top of a push source; the data folder holds an empty database. */
export function installationOf(t: TestContext, text = '', more: Partial<Installation> = {}): Installation {
  const root = temporaryFolder(t)
  const folder = join(root, 'data')
  const file = join(root, 'slowburn.yml')
  const whole = `${text.includes('sources:') ? '' : SOURCE}data: { folder: ${JSON.stringify(folder)} }\n${text}`
  writeFileSync(file, whole, { mode: 0o640 })
  mkdirSync(folder, { mode: 0o700 })
  openDatabase(folder).db.close()
  const config = parseConfig(whole, { TOKEN: '0123456789abcdef' })
  const { signal } = new AbortController()
  const service = { state: 'stopped' as const }
  return {
    file,
    config,
    configFaults: [],
    folder,
    service,
    clock: systemClock,
    signal,
    parts: unattended,
    ...more,
  }
}

/** What runs and says of itself what is in `metrics` and `ready`. */
export function running(metrics = '', ready = 'ready\n'): Installation['service'] {
  return {
    state: 'running',
    url: 'http://127.0.0.1:1/',
    ready: { status: 200, body: ready },
    metrics,
    sources: null,
  }
}

/** Each finding as `level where: what`. */
export async function findings(check: DoctorCheck, installation: Installation): Promise<string[]> {
  const found = await check.run(installation)
  return found.map(({ level, where, what }) => `${level} ${where}: ${what}`)
}
