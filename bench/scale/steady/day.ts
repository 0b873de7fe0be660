// A day of virtual time, a minute after the other, of a real service on a real PostgreSQL: prints as JSON what memory and data folder are at
// each hour of it. Started by ../steady.ts, as `npm start` starts a service. With `pruned` the platform lets go of rows after some hours,
// and the service of what it knows of them.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runService } from '../../../src/app/service.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { type Clock, manualClock } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { startPostgres } from '../../../test/support/postgres/postgres.ts'
import { come, configuration, end, fill, prune } from './table.ts'

export interface Hour {
  /** Megabytes. */
  rss: number
  folder: number
  /** Processor seconds of the process, database not included. */
  cpu: number
}

/** No other sleep of the service is as long. */
const TICK = MINUTE + 1

const [aSecond = 50, hours = 24] = process.argv.slice(2, 4).map(Number)
const isPruned = process.argv[4] === 'pruned'
/** Hours for which rows, and what is known of them, are kept where they are pruned. */
const PRUNED_AFTER = 4
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
const keep = isPruned ? `, keep: ${PRUNED_AFTER}h` : ''
const config = parseConfig(configuration(db.url, folder, { of: '    now: slowburn', more, keep }), {})
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
  if (isPruned) await db.sql(prune(moment(to - PRUNED_AFTER * HOUR)))
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
