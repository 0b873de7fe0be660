// Collecting from sources into a store of its own, with what was logged and how each source fared.
import type { TestContext } from 'node:test'
import { type ManualClock, type Millis, manualClock } from '../../../src/core/clock.ts'
import { DAY } from '../../../src/core/duration.ts'
import { createLogger } from '../../../src/core/logger.ts'
import { createOwners } from '../../../src/core/loop-guard/owners.ts'
import { createOutages } from '../../../src/core/outages.ts'
import { type CollectDeps, collect } from '../../../src/pipeline/collect/collect.ts'
import { createUntaken } from '../../../src/pipeline/collect/problems/untaken.ts'
import type { SourceStatus } from '../../../src/pipeline/collect/status.ts'
import { createStrays } from '../../../src/pipeline/collect/strays.ts'
import type { Source } from '../../../src/sources/source.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { temporaryFolder } from '../folder.ts'
import { watchdogOf } from '../watchdog.ts'
import { planOf } from './plans.ts'

export interface Collecting {
  store: Store
  clock: ManualClock
  deps: CollectDeps
  logged: string[]
  statuses: Map<string, SourceStatus>
  /** What was counted, as `late 2` or `refused future 1`. */
  counted: string[]
  run(sources: readonly Source[], signal?: AbortSignal): Promise<void>
}

/** `patience`: real seconds for which a source is waited for; on a busy machine a sound one takes its time, too. */
export function collecting(t: Pick<TestContext, 'after'>, now: Millis, { patience = 0.2 } = {}): Collecting {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const clock = manualClock(now)
  const logged: string[] = []
  const counted: string[] = []
  const statuses = new Map<string, SourceStatus>()
  const deps: CollectDeps = {
    store,
    clock,
    log: createLogger({ clock, level: 'info', format: 'text', write: line => logged.push(line) }),
    keep: 400 * DAY,
    keepFacts: 400 * DAY,
    plan: planOf(),
    stopwatch: () => performance.now() / 1000,
    owners: createOwners(),
    strays: createStrays(),
    untaken: createUntaken(),
    outages: createOutages(),
    unanswered: new Map(),
    watchdog: watchdogOf(patience),
    grace: 50,
    statusOf: name => statuses.get(name),
    onStatus: status => statuses.set(status.name, status),
    observe: {
      progress: () => {},
      events: (_, events) => {
        if (events.length > 0) counted.push(`events ${events.length}`)
      },
      late: (_, count) => counted.push(`late ${count}`),
      refused: (_, reason, count) => counted.push(`refused ${reason} ${count}`),
      fails: ({ kind, name }, message) => counted.push(`the ${kind} ${name} fails: ${message}`),
      refusedRows: (_, { table, reason }, count) => counted.push(`rows of ${table}: ${reason} ${count}`),
    },
  }
  const run = (sources: readonly Source[], signal = new AbortController().signal): Promise<void> =>
    collect(sources, deps, signal)
  return { store, clock, deps, logged, statuses, counted, run }
}
