// A live run over a known history: at every tick, only what had happened by then is there to be seen.
import type { Millis } from '../../../src/core/clock.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import type { Labels } from '../../../src/core/series-key.ts'
import type { Watchdog } from '../../../src/core/watchdog.ts'
import type { IndicatorFault } from '../../../src/indicators/ask.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { verificationsOf } from '../../../src/lifecycles/kinds/claim.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS } from '../../../src/lifecycles/registry.ts'
import { closeBuckets } from '../../../src/pipeline/close/close-buckets.ts'
import { cellDeltas, writeCells } from '../../../src/pipeline/collect/record.ts'
import type { Plan } from '../../../src/pipeline/plan.ts'
import type { Point } from '../../../src/series/series.ts'
import type { Source } from '../../../src/sources/source.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { temporaryFolder } from '../folder.ts'
import { linesOf } from '../log.ts'
import { watchdogOf } from '../watchdog.ts'
import { planOf } from './plans.ts'

export interface LiveSeries {
  indicator: string
  labels: Labels
  bucket: Millis
  points: Point[]
}

export interface LiveRun {
  store: Store
  /** Takes the place of what was known of the same subjects. */
  learn(lifecycles: readonly Lifecycle[]): void
  /** Learns what of the history had happened by then, and closes what can be closed. */
  tick(history: readonly Lifecycle[], now: Millis): Promise<void>
  /** Closes what can be closed up to a moment. */
  close(upTo: Millis): Promise<void>
  /** By name and labels. */
  series(): LiveSeries[]
  faults: IndicatorFault[]
  /** Indicators that fail, with the series on which they do. */
  failing: ReadonlySet<string>
  /** What was logged. */
  lines: string[]
  /** Points that late events have changed. */
  revised(): number
}

export interface LiveOptions {
  plan?: Plan
  labelValues?: number
  watchdog?: Watchdog
  sources?: readonly string[]
}

export function startLive(
  t: Parameters<typeof temporaryFolder>[0],
  own: readonly Indicator[],
  { plan = planOf(own), labelValues = 100, watchdog = watchdogOf(), sources = ['db'] }: LiveOptions = {},
): LiveRun {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const known = new Map<string, Lifecycle>()
  const faults: IndicatorFault[] = []
  const failing = new Set<string>()
  const { log, lines } = linesOf()
  let revised = 0

  const learn = (lifecycles: readonly Lifecycle[]): void =>
    store.transaction(() => {
      const byStream = Map.groupBy(lifecycles, ({ kind, source }) => `${kind} ${source}`)
      for (const some of byStream.values()) {
        const replaced = some.map(after => {
          const key = `${after.kind} ${after.source} ${after.subject}`
          const before = known.get(key) ?? null
          store.lifecycles.put(after)
          known.set(key, after)
          return { before, after }
        })
        const [first] = some
        const deltas = cellDeltas(replaced, { ...plan, watchdog, log })
        if (first !== undefined) writeCells(first.kind, first.source, deltas, { store, ...plan })
      }
    })

  const close = async (upTo: Millis): Promise<void> => {
    for (const source of sources) {
      store.sources.save(source, { cursor: null, completeUpTo: upTo, lastSuccessAt: null })
    }
    await closeBuckets({
      store,
      plan,
      labelValues,
      sources: sources.map(name => sourceOf(name)),
      pause: async () => {},
      stopwatch: () => performance.now() / 1000,
      watchdog,
      log,
      observe: {
        fault: (fault, where) => {
          faults.push(fault)
          for (const one of where) failing.add(`${fault.indicator} of ${one}`)
        },
        answers: (indicator, where) => void failing.delete(`${indicator} of ${where}`),
        revised: (_, points) => {
          revised += points
        },
      },
    })
  }

  return {
    store,
    learn,
    close,
    tick: async (history, now) => {
      const seen = history.filter(({ openedAt, endedAt }) => (openedAt ?? endedAt ?? 0) < now)
      const changed = seen
        .map(one => asKnownAt(one, now))
        .filter(one => !same(one, known.get(`${one.kind} ${one.source} ${one.subject}`)))
      if (changed.length > 0) learn(changed)
      await close(now)
    },
    series: () =>
      store.series
        .all()
        .map(({ id, indicator, labels, bucket }) => ({
          indicator,
          labels,
          bucket,
          points: store.series.points(id, 0),
        }))
        .sort((a, b) =>
          JSON.stringify([a.indicator, a.labels]) < JSON.stringify([b.indicator, b.labels]) ? -1 : 1,
        ),
    faults,
    failing,
    lines,
    revised: () => revised,
  }
}

function sourceOf(name: string): Source {
  return {
    name,
    feeds: [...LIFECYCLE_KINDS, 'ledger'],
    budget: MINUTE,
    pull: async function* () {},
    check: async () => [],
    close: async () => {},
  }
}

/** What is known of one at a later moment has its measures and labels, the very same objects, most of the time. */
function same(one: Lifecycle, other: Lifecycle | undefined): boolean {
  const isSame = (a: unknown, b: unknown): boolean =>
    a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
  return (
    other !== undefined &&
    (Object.keys(one) as (keyof Lifecycle)[]).every(key => isSame(one[key], other[key]))
  )
}

function asKnownAt(lifecycle: Lifecycle, now: Millis): Lifecycle {
  const { startedAt, start, endedAt, kind } = lifecycle
  if (kind === 'claim') return claimAsKnownAt(lifecycle, now)
  const ended = endedAt !== null && endedAt < now
  const started = startedAt !== null && startedAt < now && (ended || start === 'measured')
  return {
    ...lifecycle,
    startedAt: started ? startedAt : null,
    start: started ? start : null,
    endedAt: ended ? endedAt : null,
    outcome: ended ? lifecycle.outcome : null,
  }
}

function claimAsKnownAt(claim: Lifecycle, now: Millis): Lifecycle {
  const { audited, unaudited } = verificationsOf(claim)
  if (audited === null ? (unaudited?.at ?? 0) < now : audited.at < now) return claim
  const { probability = 0, propensity = 0 } = claim.measures
  if (audited === null || unaudited === null || unaudited.at >= now) {
    return { ...claim, endedAt: null, outcome: null, measures: { probability, propensity } }
  }
  return {
    ...claim,
    endedAt: unaudited.at,
    outcome: String(unaudited.outcome),
    measures: { probability, propensity, audit: 0 },
  }
}
