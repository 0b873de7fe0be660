// A store as a slowburn has left it that watches some quiet series, and what is planted in them.
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { runAudit } from '../../../src/app/audit/audit.ts'
import type { Audit } from '../../../src/assurance/audit/audit.ts'
import { parseConfig } from '../../../src/config/load.ts'
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { randomStream } from '../../../src/core/random.ts'
import { seriesKey } from '../../../src/core/series-key.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import type { Point, Series } from '../../../src/series/series.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { temporaryFolder } from '../folder.ts'

export const FIRST: Millis = Date.UTC(2026, 2, 2)
export const HOURS = 1200
/** When the service last looked. */
export const NOW: Millis = FIRST + HOURS * HOUR + 2 * MINUTE
const INDICATOR = 'task_run_time_p50'

export function auditConfig(folder: string, more = '', route = 'route: { to: [on call] }'): string {
  return `data: { folder: ${JSON.stringify(folder)} }
tick: 15m
sources: [{ name: platform, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
contacts: [{ name: on call, email: on-call@example.org }]
${route}
${more}`
}

/** A minute a task, with noise of a tenth. */
export function quietPoints(hours: number, seed = 'build'): Point[] {
  const random = randomStream(3, seed)
  return Array.from({ length: hours }, (_, hour) => {
    const value = 60 * Math.exp(0.1 * random.normal())
    return { at: FIRST + hour * HOUR, value, lower: value * 0.8, upper: value * 1.2, n: 20 }
  })
}

interface Keeping {
  types?: readonly string[]
  points?: (type: string) => readonly Point[]
  more?: (store: Store, series: readonly Series[]) => void
}

/** Fills a folder, and leaves it. */
export function keepIn(
  folder: string,
  { types = ['build'], points = type => quietPoints(HOURS, type), more }: Keeping = {},
): void {
  const store = openSqliteStore(folder, { scratch: true })
  const monitor = createMonitor({ describe: describeChange })
  const all = types.map(type => {
    const labels = { task_type: type }
    const series = store.series.ensure(seriesKey(INDICATOR, labels), INDICATOR, labels, HOUR)
    const known = points(type)
    store.series.append(series.id, known)
    let state = monitor.start({ bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null })
    for (const point of known) state = monitor.observe(state, point)[0]
    store.series.saveMonitor(series.id, state)
    store.series.setMark(`observed:${series.id}`, known.at(-1)?.at ?? 0)
    return series
  })
  store.sources.save('platform', { cursor: null, completeUpTo: NOW - 2 * MINUTE, lastSuccessAt: NOW })
  more?.(store, all)
  store.close()
}

/** Audits what `keeping` has left, under a configuration of these further lines. */
export async function auditHere(
  t: Pick<TestContext, 'after'>,
  { lines = '', route, ...keeping }: Keeping & { lines?: string; route?: string } = {},
): Promise<Audit> {
  const folder = join(temporaryFolder(t), 'data')
  keepIn(folder, keeping)
  const config = parseConfig(auditConfig(folder, lines, route), {})
  const request = { folder, config, log: silentLogger, wants: () => true, onProgress: () => {}, share: 1 }
  return await runAudit(request, new AbortController().signal)
}
