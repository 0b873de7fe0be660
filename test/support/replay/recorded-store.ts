// A store as a slowburn has left it: one series whose level rose, with what else a replay may read.
import type { TestContext } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR, MINUTE, WEEK } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import { seriesKey } from '../../../src/core/series-key.ts'
import type { Series } from '../../../src/series/series.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'

export const FIRST: Millis = Date.UTC(2026, 2, 2)
/** From then on it takes twice as long. */
export const ROSE: Millis = FIRST + 4 * WEEK
export const LAST: Millis = FIRST + 5 * WEEK
export const INDICATOR = 'task_run_time_p50'

/** A configuration under which the series is watched. */
export function replayConfig(folder: string, more = ''): string {
  return `data: { folder: ${JSON.stringify(folder)} }
tick: 1h
sources: [{ name: platform, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
contacts: [{ name: on call, email: on-call@example.org }]
rules: [{ name: slower, indicators: ['*'], severity: watch, for: 10m }]
route: { to: [on call] }
${more}`
}

/** Fills a folder, and leaves it. */
export function recordIn(folder: string, more: (store: Store, series: Series) => void = () => {}): void {
  const store = openSqliteStore(folder, { scratch: true })
  const labels = { task_type: 'build' }
  const series = store.series.ensure(seriesKey(INDICATOR, labels), INDICATOR, labels, HOUR, 5)
  const random = randomStream(3, 'recorded')
  const points = Array.from({ length: (LAST - FIRST) / HOUR }, (_, k) => {
    const at = FIRST + k * HOUR
    const value = (at < ROSE ? 60 : 120) * Math.exp(0.1 * random.normal())
    return { at, value, lower: value * 0.8, upper: value * 1.2, n: 20 }
  })
  store.series.append(series.id, points)
  store.sources.save('platform', { cursor: null, completeUpTo: LAST, lastSuccessAt: LAST + 2 * MINUTE })
  store.releases.add({
    id: 'platform:1.1',
    at: ROSE,
    version: '1.1',
    component: null,
    environment: null,
    note: null,
    source: 'platform',
    by: null,
  })
  more(store, series)
  store.close()
}

export function emptyStore(t: Pick<TestContext, 'after'>, folder: string): Store {
  const store = openSqliteStore(folder, { scratch: true })
  t.after(() => store.close())
  return store
}
