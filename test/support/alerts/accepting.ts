// A platform with one series, alerts about it, and people who accept its level.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Episode } from '../../../src/alerting/episode.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { randomStream } from '../../../src/core/random.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../src/indicators/registry.ts'
import { createAlertActions } from '../../../src/operations/alerts.ts'
import { alert } from '../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { createLive } from '../../../src/pipeline/status.ts'
import type { Point, Series } from '../../../src/series/series.ts'
import { DATABASE_FILE } from '../../../src/storage/sqlite/file/database.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { detectHere } from '../detection/detect-here.ts'
import { temporaryFolder } from '../folder.ts'
import { watchdogOf } from '../watchdog.ts'
import { SETTINGS } from './alert-samples.ts'
import { policyOf } from './alerting.ts'

const START = Date.UTC(2026, 0, 1)
export const ANN = { by: 'ann', note: 'larger repositories' }
export const watchdog = watchdogOf()
export const monitor = createMonitor({ describe: describeChange })
const { rules, contacts, route } = parseConfig(
  'sources: [{ name: p, type: postgres, url: "postgres://h/d", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }]',
  {},
)

/** A platform between two hours. */
interface Kept {
  database: Buffer
  hours: number
  verdicts: ReturnType<typeof createLive>['verdicts']
}

/** A platform with one series, whose points come hour by hour about a level that the test sets. */
export function platform(t: Test, seed = 11, kept: Kept | null = null) {
  const folder = temporaryFolder(t)
  if (kept !== null) writeFileSync(join(folder, DATABASE_FILE), kept.database, { mode: 0o600 })
  const clock = manualClock(START)
  const live = createLive()
  const random = randomStream(seed, 'accept')
  let store = openSqliteStore(folder)
  t.after(() => store.close())
  const labels = { task_type: 'build' }
  const { id } = store.series.ensure(
    'task_run_time_p50{task_type="build"}',
    'task_run_time_p50',
    labels,
    HOUR,
  )
  let hours = kept?.hours ?? 0
  live.verdicts = new Map(kept?.verdicts)
  clock.advance(hours * HOUR)
  for (let hour = 0; hour < hours; hour++) random.lognormal(40, 0.2)
  const settingsOf = (series: Series) => {
    const indicator = indicatorNamed(series.indicator)
    return indicator === null ? null : { indicator, limit: null }
  }
  const round = async (): Promise<void> => {
    const statuses = await detectHere({ store, monitor, watchdog, settingsOf, quietSince: () => null })
    live.verdicts = new Map(statuses.map(({ series, verdict }) => [series.id, verdict]))
    const policy = policyOf({ route, flapping: null })
    const alerting = { rules, contacts, policy, patience: DAY, email: SETTINGS }
    atOnce(
      alert(
        { store, monitor, causes: createCauseFinder(store), log: silentLogger, alerting, settingsOf },
        clock.now(),
        { isCaughtUp: () => true },
      ),
    )
  }
  const append = (level: number): void => {
    const value = random.lognormal(level, 0.2)
    const point: Point = { at: START + hours * HOUR, value, lower: value, upper: value, n: 20 }
    store.series.append(id, [point])
    hours++
    clock.advance(HOUR)
  }
  return {
    id,
    clock,
    live,
    round,
    /** So many hours about `level` seconds, looked at once at their end: a look for each takes a hundred times as long. */
    async warm(level: number, count: number): Promise<void> {
      store.transaction(() => {
        for (let i = 0; i < count; i++) append(level)
      })
      await round()
    },
    store: () => store,
    acting: () =>
      createAlertActions({ store, contacts: [], rules: [], monitor, live, clock, log: silentLogger }),
    /** So many hours about `level` seconds; `until` ends them early. Answers how many came. */
    async pass(level: number, count: number, until: () => boolean = () => false): Promise<number> {
      for (let i = 0; i < count; i++) {
        append(level)
        await round()
        if (until()) return i + 1
      }
      return count
    },
    fires: () => store.episodes.open().some(({ state }) => state === 'firing'),
    restart(): void {
      store.close()
      store = openSqliteStore(folder)
    },
    keep(): Kept {
      store.close()
      const database = readFileSync(join(folder, DATABASE_FILE))
      store = openSqliteStore(folder)
      return { database, hours, verdicts: new Map(live.verdicts) }
    },
  }
}

type Test = Parameters<typeof temporaryFolder>[0]
type Platform = ReturnType<typeof platform>

const firing = new Map<number, { kept: Kept; id: string }>()

/** One whose alert fires, by the seed; made once, for it takes hundreds of ticks. */
export async function firingPlatform(t: Test, seed = 11): Promise<{ p: Platform; id: string }> {
  const known = firing.get(seed)
  if (known !== undefined) return { p: platform(t, seed, known.kept), id: known.id }
  const p = platform(t, seed)
  const id = await untilItFires(p, 60)
  firing.set(seed, { kept: p.keep(), id })
  return { p, id }
}

/** Warmed up at 40 s, then at `level` until the alert fires. */
async function untilItFires(p: Platform, level: number): Promise<string> {
  await p.warm(40, 450)
  assert.equal(p.fires(), false, 'a false alarm of the seed')
  await p.pass(level, 100, p.fires)
  const [episode] = p.store().episodes.open()
  assert.ok(episode !== undefined && episode.state === 'firing')
  await p.warm(level, 24)
  return episode.id
}

export function acceptedOf(episode: Episode | null) {
  return episode?.origin === 'change' ? episode.accepted : undefined
}

export function historyOf(p: Platform, id: string): string[] {
  return p
    .store()
    .history.of(id)
    .map(({ actor, action }) => `${actor} ${action}`)
}

export function lettersOf(p: Platform): string[] {
  const { outbox } = p.store()
  return outbox
    .list(100)
    .toReversed()
    .map(({ id }) => Buffer.from(outbox.get(id)?.bytes ?? '').toString('utf8'))
}
