// Runs a configuration over the points that a store holds, as if it had been there: the live stages on a store of its own, by a clock of
// its own. What it is given to read it cannot change, and it has nothing to send with.
import type { ManualClock, Millis } from '../../core/clock.ts'
import type { OwedMessage } from '../../delivery/outbox/message.ts'
import type { TickDeps } from '../../pipeline/tick.ts'
import type { Store } from '../../storage/store.ts'
import { type Act, actsIn } from './acts.ts'
import { asOf } from './as-of.ts'
import { createFeed, type FedSeries } from './feed.ts'
import { fitOf, type LeftOut } from './fit.ts'
import { lagsOf } from './lags.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { type Ran, run } from './run.ts'

export interface ReplayOptions {
  /** A copy of what was kept. */
  recorded: Store
  /** An empty one. */
  scratch: Store
  clock: ManualClock
  /** What a tick needs beside the store, which it reads as it was at each moment. */
  depsOf(store: Store): Omit<TickDeps, 'store' | 'clock'>
  span: ReplaySpan
  /** Whether what people did is done again. */
  withActs: boolean
  /** How far sources are taken to lag behind; null: as far as each did when it was last read. */
  lag: Millis | null
  onProgress(share: number): void
}

export interface ReplaySpan {
  /** What falls into it is reported; null: from the first point, up to the last one. */
  from: Millis | null
  to: Millis | null
  /** When slowburn is taken to have been started: what lies before is read at once, as by a first tick. Null: it was there all the time. */
  started: Millis | null
}

export interface Replay extends Outcome {
  from: Millis
  to: Millis
  /** Of the first point: everything before it is unknown. */
  firstPoint: Millis
  series: number
  leftOut: readonly LeftOut[]
  /** How far each source was taken to lag behind, by name: as it did when last read. */
  lags: ReadonlyMap<string, Millis>
  acts: Ran['acts']
  ticks: number
}

/** A sentence: why there is nothing to replay. */
export type Refusal = { refused: string }

export async function replay(options: ReplayOptions, signal: AbortSignal): Promise<Replay | Refusal> {
  const { recorded, scratch, clock, span, withActs, onProgress } = options
  const owed: OwedMessage[] = []
  const store: Store = { ...scratch, ...asOf(recorded, clock.now), outbox: noting(scratch, owed) }
  const deps = { ...options.depsOf(store), store, clock }
  const { series, leftOut } = fitOf(recorded.series.all(), deps.plan)
  const lags = lagsOf(recorded, deps, options.lag)
  const fed = series.flatMap(one => fedOf(one, deps, lags) ?? [])
  const feed = createFeed(fed, recorded, scratch)
  const bounds = boundsOf(fed, recorded, feed.next())
  if (bounds === null) return { refused: nothingWords(recorded, leftOut) }
  const from = span.from ?? bounds.first
  const to = Math.min(span.to ?? bounds.last, bounds.last)
  const refused = outside({ ...span, from }, bounds)
  if (refused !== null) return { refused }
  const begin = Math.max(bounds.first, span.started ?? bounds.first)
  const acts: Act[] = withActs ? actsIn(recorded).filter(({ at }) => at >= begin && at <= to) : []
  const report = (now: Millis): void => onProgress((now - begin) / Math.max(1, to - begin))
  const ran = await run(
    {
      deps,
      feed,
      acts,
      lags,
      begin,
      end: to,
      origin: span.started ?? 0,
      owed: () => owed.length,
      onProgress: report,
    },
    signal,
  )
  const outcome = outcomeOf({ ...deps, scratch: store, settingsOf: deps.plan.settingsOf, owed, from, to })
  return { ...outcome, ...ran, from, to, firstPoint: bounds.firstPoint, series: fed.length, leftOut, lags }
}

/** An outbox that tells what is owed. */
function noting({ outbox }: Store, owed: OwedMessage[]): Store['outbox'] {
  return {
    ...outbox,
    add: messages => {
      owed.push(...messages)
      outbox.add(messages)
    },
  }
}

function fedOf(
  series: FedSeries['series'],
  { plan }: Pick<TickDeps, 'plan'>,
  lags: ReadonlyMap<string, Millis>,
): FedSeries | null {
  const planned = plan.settingsOf(series)
  if (planned === null) return null
  const { indicator } = planned
  const lag = Math.max(0, ...plan.sourcesOf(series).map(name => lags.get(name) ?? 0))
  return { series, indicator, grain: plan.accumulated[indicator.kind].grain, lag }
}

interface Bounds {
  /** When the first point could be seen, and the last one. */
  first: Millis
  last: Millis
  firstPoint: Millis
}

function boundsOf(
  fed: readonly FedSeries[],
  { series }: Pick<Store, 'series'>,
  first: Millis | null,
): Bounds | null {
  if (first === null) return null
  const ends = fed.map(({ series: { id, bucket }, indicator, lag, grain }) => {
    const last = series.lastPoint(id)
    return last === null ? 0 : Math.ceil((last.at + bucket + indicator.maturity) / grain) * grain + lag
  })
  const firstPoint = Math.min(...fed.map(({ series: one }) => series.points(one.id, 0)[0]?.at ?? Infinity))
  return { first, last: Math.max(...ends), firstPoint }
}

function nothingWords({ series }: Store, leftOut: readonly LeftOut[]): string {
  const [first] = leftOut
  if (first !== undefined)
    return `no series of this configuration can be replayed: ${first.indicator} ${first.why}`
  return series.all().length === 0
    ? 'the store holds no points: no bucket has been closed yet'
    : 'the store holds points of no indicator of this configuration'
}

function outside(
  { from, to, started }: ReplaySpan & { from: Millis },
  { first, last }: Bounds,
): string | null {
  const held = `the store can be replayed from ${words(first)} to ${words(last)}`
  if (to !== null && to <= first) return `nothing is known up to ${words(to)}: ${held}`
  if (to !== null && to <= from) return `the end, ${words(to)}, is not after the beginning, ${words(from)}`
  if (from >= last) return `nothing is known from ${words(from)} on: ${held}`
  if (started !== null && started >= last) return `nothing is known from ${words(started)} on: ${held}`
  if (from < first) return `nothing is known of ${words(from)}: ${held}`
  return null
}

function words(at: Millis): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`
}
