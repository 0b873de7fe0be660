// The chain from a change that stands to the mail about it, as the service runs it, on a data folder: the rules, the
// commit, the outbox, the dispatcher and the SMTP client are the real ones. What detection would say is given.

import type { Clock, Millis } from '../../../src/core/clock.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import type { EmailSettings } from '../../../src/delivery/email/input.ts'
import type { SmtpOptions } from '../../../src/delivery/notifiers/email/connection.ts'
import { type Dispatching, dispatchOnce, runDispatcher } from '../../../src/delivery/outbox/dispatcher.ts'
import { describeChange } from '../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../src/detection/monitor.ts'
import { taskRunTimeP50 } from '../../../src/indicators/work/task-run-time-p50.ts'
import { alert } from '../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import type { Suppressed } from '../../../src/pipeline/status.ts'
import type { Series } from '../../../src/series/series.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { RULE, SETTINGS, SLOPE } from '../alerts/alert-samples.ts'
import { policyOf, recordOf, routeOf, seriesOf, T0 } from '../alerts/alerting.ts'
import { smtpNotifier } from '../delivery/notifiers/smtp-notifier.ts'

export const ANN = 'ann@example.org'
export const BOB = 'bob@example.org'
/** Where a chain's time begins: the changes were raised an hour ago. */
export const START: Millis = T0 + HOUR

/** Longer than any test: who comes next is told because others cannot be, not because nobody answered. */
const SPARED: Millis = 1000 * DAY

export interface ChainOptions {
  folder: string
  clock: Clock
  smtp: Partial<SmtpOptions> & { port: number }
  /** Who is told. */
  to?: readonly string[]
  /** Who is told in the place of somebody who cannot be. */
  spare?: readonly string[]
  email?: Partial<EmailSettings>
  taskType?: (index: number) => string
  /** The store as the evaluation of the rules sees it; as it is unless given. */
  alertOn?: (store: Store) => Store
  /** Passed at the points at which a process may be killed; see `FAILPOINTS`. */
  reach?: (point: Failpoint) => void
}

/** In the order in which one look and one delivery pass them. */
export const FAILPOINTS = [
  'after the decision',
  'after the rendering',
  'between episode and messages',
  'before the commit',
  'after the commit',
  'before the intent',
  'inside the commit of the intent',
  'before the attempt',
  'after the attempt',
  'inside the commit of the outcome',
  'after the outcome',
] as const
export type Failpoint = (typeof FAILPOINTS)[number]

export interface Chain {
  store: Store
  dispatching: Dispatching
  /** So many series, from the first one, have changed. */
  change(series: number): void
  /** Those that have changed are as they were; all of them, unless `which` says which by their position. */
  recover(which?: (index: number) => boolean): void
  /** Evaluates the rules once and commits what follows. */
  look(): void
  /** One round over what is due. */
  deliver(): Promise<void>
  /** Runs the dispatcher until nothing is owed, or so much of its clock's time has passed. */
  settle(within: Millis): Promise<void>
  close(): Promise<void>
}

export function openChain(options: ChainOptions): Chain {
  const { clock, to = [ANN], spare = [], reach = () => undefined } = options
  const store = openSqliteStore(options.folder)
  const contacts = [...to, ...spare].map(address => ({ name: address, email: [address], webhook: null }))
  const steps = [{ to, after: 0 }, ...spare.map(address => ({ to: [address], after: SPARED }))]
  const policy = policyOf({ route: routeOf({ steps }) })
  const email = { ...SETTINGS, ...options.email }
  const rules = [{ ...RULE, for: 0, keepFiringFor: 0 }]
  const notifier = smtpNotifier({
    host: '127.0.0.1',
    tls: 'none',
    auth: null,
    name: 'client.test',
    ...options.smtp,
  })
  const outcome = (): void => reach('inside the commit of the outcome')
  const dispatching: Dispatching = {
    notifier: {
      ...notifier,
      async send(message, signal) {
        reach('before the attempt')
        const result = await notifier.send(message, signal)
        reach('after the attempt')
        return result
      },
    },
    outbox: {
      ...store.outbox,
      begin(id, at) {
        reach('before the intent')
        const owed = store.outbox.begin(id, at)
        reach('inside the commit of the intent')
        return owed
      },
      settle: (...args) => [store.outbox.settle(...args), outcome()],
      defer: (...args) => [store.outbox.defer(...args), outcome()],
    },
    clock,
    log: silentLogger,
    transaction: store.transaction,
    observe: () => reach('after the outcome'),
  }
  const watched: Store = {
    ...store,
    outbox: {
      ...store.outbox,
      add: messages => [reach('between episode and messages'), store.outbox.add(messages)],
    },
    series: {
      ...store.series,
      points(id, from) {
        reach('after the decision')
        return store.series.points(id, from)
      },
    },
    transaction(work) {
      reach('after the rendering')
      const result = store.transaction(() => {
        const done = work()
        reach('before the commit')
        return done
      })
      reach('after the commit')
      return result
    },
  }
  const monitor = createMonitor({ describe: describeChange })
  const causes = createCauseFinder(store)
  let suppressed: readonly Suppressed[] = []
  return {
    store,
    dispatching,
    change: count =>
      store.transaction(() => {
        const known = new Set(store.changes.list(count).map(({ seriesId }) => seriesId))
        for (let index = 0; index < count; index += 1) {
          const series = ensure(
            store,
            options.taskType?.(index) ?? (index === 0 ? 'build' : `build-${index}`),
          )
          if (!known.has(series.id)) {
            store.changes.save(recordOf(T0, { seriesId: series.id, change: SLOPE }))
          }
        }
      }),
    recover: (which = () => true) =>
      store.transaction(() => {
        for (const record of store.changes.allStanding()) {
          // Series are numbered from 1 in the order in which they were made.
          if (which(record.seriesId - 1)) store.changes.save({ ...record, clearedAt: clock.now() })
        }
      }),
    look() {
      suppressed = atOnce(
        alert(
          {
            store: options.alertOn?.(watched) ?? watched,
            monitor,
            causes,
            log: silentLogger,
            alerting: { rules, contacts, policy, patience: HOUR, email },
            settingsOf: () => ({ indicator: taskRunTimeP50, limit: null }),
          },
          clock.now(),
          { isCaughtUp: () => true, before: suppressed },
        ),
      )
    },
    deliver: async () => void (await dispatchOnce(dispatching, new AbortController().signal)),
    settle: within => settle(dispatching, within),
    async close() {
      await notifier.close()
      store.close()
    },
  }
}

async function settle(dispatching: Dispatching, within: Millis): Promise<void> {
  const { clock, outbox } = dispatching
  const stop = new AbortController()
  const end = clock.now() + within
  const watching: Clock = {
    now: clock.now,
    sleep(ms, signal) {
      if (outbox.summary().oldestUnsettled === null || clock.now() >= end) stop.abort()
      return clock.sleep(ms, signal)
    },
  }
  await runDispatcher({ ...dispatching, clock: watching }, stop.signal)
}

function ensure(store: Store, taskType: string): Series {
  const { key, indicator, labels, bucket } = seriesOf(0, taskRunTimeP50.name, { task_type: taskType })
  return store.series.ensure(key, indicator, labels, bucket)
}

/**
 * A clock that runs with the machine's, but on which sleeping takes no time: what it shows is how long a thing
 * would have taken, pauses included.
 */
export function skippingClock(origin: Millis): Clock & { skip(ms: Millis): void } {
  const started = performance.now()
  let skipped = 0
  const skip = (ms: Millis): void => {
    skipped += ms
  }
  return {
    now: () => Math.round(origin + skipped + performance.now() - started),
    skip,
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      skip(ms)
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}
