// A day of virtual time, a minute after the other, of a real service on a real PostgreSQL: prints as JSON what memory and data folder are at
// each hour of it. Started by ../steady.ts, as `npm start` starts a service.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runService } from '../../../src/app/service.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { type Clock, manualClock } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { startPostgres } from '../../../test/support/postgres/postgres.ts'
import { come, configuration, end, fill } from './table.ts'

export interface Hour {
  /** Megabytes. */
  rss: number
  folder: number
  /** Processor seconds of the process, database not included. */
  cpu: number
}

/** No other sleep of the service is as long. */
const TICK = MINUTE + 1

const [aSecond = 50, hours = 24] = process.argv.slice(2).map(Number)
const START = Date.UTC(2026, 4, 1)
const folder = mkdtempSync(join(tmpdir(), 'slowburn-steady-'))
const postgres = await startPostgres()
const db = await postgres.create()
const moment = (at: number): string => `'${new Date(at).toISOString()}'::timestamptz`
await fill(db, moment(START))

const hand = manualClock(START)
let ticked = Promise.withResolvers<void>()
const clock: Clock = {
  now: hand.now,
  sleep: (ms, signal) => {
    if (ms === TICK) ticked.resolve()
    return hand.sleep(ms, signal)
  },
}
const ending = new AbortController()
const more = `tick: ${TICK}ms`
const config = parseConfig(configuration(db.url, folder, { of: '    now: slowburn', more }), {})
const nothing = (): void => undefined
const running = runService(
  {
    config,
    clock,
    log: silentLogger,
    demo: null,
    onProgress: nothing,
    onListening: nothing,
    onFirstTick: nothing,
  },
  ending.signal,
)
await Promise.race([ticked.promise, running])

const seen: Hour[] = [look()]
for (let minute = 1; minute <= hours * 60; minute++) {
  const from = START + (minute - 1) * TICK
  const to = START + minute * TICK
  await db.sql(`${come(aSecond * 60, moment(from), moment(to))}; ${end(moment(to))}`)
  ticked = Promise.withResolvers()
  hand.advance(TICK)
  await Promise.race([ticked.promise, running])
  if (minute % (HOUR / MINUTE) === 0) seen.push(look())
}
process.stdout.write(`${JSON.stringify(seen)}\n`)
ending.abort(new Error('done'))
await running
await db.drop()
await postgres.stop()
rmSync(folder, { recursive: true })

function look(): Hour {
  const { user, system } = process.cpuUsage()
  const sizes = ['slowburn.db', 'slowburn.db-wal'].map(
    name => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  return {
    rss: process.memoryUsage.rss() / 1e6,
    folder: sizes.reduce((a, b) => a + b) / 1e6,
    cpu: (user + system) / 1e6,
  }
}
