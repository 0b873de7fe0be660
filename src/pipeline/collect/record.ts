// Events into lifecycles, and lifecycles into cells. What a lifecycle added to cells before is taken out and what it adds now
// is put in, so that cells are at every moment what the lifecycles known by then add up to, whatever the order of arrival.
import type { Millis } from '../../core/clock.ts'
import { faultOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import type { Owner } from '../../core/loop-guard/owners.ts'
import { NoTimeLeft, NotReturned, type Watchdog } from '../../core/watchdog.ts'
import type { Replaced } from '../../indicators/objective.ts'
import type { MeasureFault } from '../../indicators/taken.ts'
import { isEmpty } from '../../indicators/tally.ts'
import { type Facts, NOTHING_KNOWN, overAt } from '../../lifecycles/facts.ts'
import { applyEvent, isOf, type Join, type LifecycleEvent, lifecycleOf } from '../../lifecycles/join.ts'
import type { Lifecycle, LifecycleKey } from '../../lifecycles/lifecycle.ts'
import { type LifecycleKind, lifecycleKinds } from '../../lifecycles/registry.ts'
import { type Accumulations, addToCells, type CellChange, type CellDeltas } from '../../series/cells.ts'
import type { Store } from '../../storage/store.ts'

/** Learns which part failed on something, which is lost. `say` is called where the log does not know of it yet. */
export type NoteFailing = (owner: Owner, message: string, say?: () => void) => void

export interface RecordDeps {
  store: Pick<Store, 'lifecycles' | 'cells' | 'series'>
  accumulated: Accumulations
  /** Sources whose starts are reconstructed: their lifecycles are kept until that is done. */
  oneAtATime: ReadonlySet<string>
  /** What ended before it is settled at once and not kept, unless its kind may still change. */
  settledBefore: Millis
  watchdog: Watchdog
  log: Logger
  /** Left out: the log says all. */
  fails?: NoteFailing
  /** Learns what was replaced; it may be undone with the transaction. */
  replaced?: (some: readonly Replaced[]) => void
}

interface Touched {
  before: Lifecycle | null
  after: Lifecycle
  /** Those of `given` that changed something. */
  events: LifecycleEvent[]
  given: LifecycleEvent[]
}

/** Learns which event a kind of lifecycle could not join, and why: nothing is made of it. */
export type Refuse = (event: LifecycleEvent, why: string) => void

/**
 * Must run inside a transaction. Returns the events that changed something; the others were known already, or are refused. `joinBy`:
 * by default the kinds of the registry.
 */
export function record(
  events: readonly LifecycleEvent[],
  deps: RecordDeps,
  refuse: Refuse,
  joinBy?: Join,
): LifecycleEvent[] {
  const changed: LifecycleEvent[] = []
  for (const stream of gather(events, deps.store)) {
    joinUnderWatch(stream, deps.watchdog, refuse, joinBy)
    const touched = stream.filter(one => one.events.length > 0 && isNews(one, deps))
    replace(touched, deps)
    for (const { events: own } of touched) changed.push(...own)
  }
  return changed
}

/** Whether it is otherwise than what is known, as that is kept: a label that is not told apart is no news each time that it is said. */
function isNews({ before, after }: Touched, { store: { lifecycles }, settledBefore }: RecordDeps): boolean {
  if (before === null) return !lifecycles.wasSettled(after, settledBefore)
  const { labels } = before
  return !sameFacts(before, { ...after, labels }) || !lifecycles.areKeptAlike(labels, after.labels)
}

/** Takes lifecycles as they are, where they are not known. Must run inside a transaction. */
export function take(lifecycles: readonly Lifecycle[], deps: RecordDeps): void {
  const { lifecycles: known } = deps.store
  const fresh = lifecycles.filter(
    one => known.get(one) === null && !known.wasSettled(one, deps.settledBefore),
  )
  for (const some of Map.groupBy(fresh, streamOf).values()) {
    replace(
      some.map(after => ({ before: null, after })),
      deps,
    )
  }
}

function streamOf({ kind, source }: LifecycleKey): string {
  return `${kind} ${source}`
}

/** All are of one kind and one source. */
function replace(stream: ReadonlyArray<Pick<Touched, 'before' | 'after'>>, deps: RecordDeps): void {
  const [first] = stream
  if (first === undefined) return
  const deltas = cellDeltas(stream, deps)
  for (const { before, after } of stream) keep(before, after, deps)
  writeCells(first.after.kind, first.after.source, deltas, deps)
  deps.replaced?.(stream)
}

/** The lifecycles that the events are of, by stream, as they are known. */
function gather(events: readonly LifecycleEvent[], { lifecycles }: RecordDeps['store']): Touched[][] {
  const streams = new Map<string, Map<string, Touched>>()
  const touchedBy = (id: LifecycleKey): Touched => {
    const name = streamOf(id)
    const stream = streams.get(name) ?? new Map<string, Touched>()
    streams.set(name, stream)
    const known = stream.get(id.subject)
    if (known !== undefined) return known
    const before = lifecycles.get(id)
    const one: Touched = { before, after: begun(before, id), events: [], given: [] }
    stream.set(id.subject, one)
    return one
  }
  let one: Touched | null = null
  for (const event of events) {
    // What one row says comes together.
    if (one === null || !isOf(one.after, event)) one = touchedBy(lifecycleOf(event))
    one.given.push(event)
  }
  return [...streams.values()].map(stream => [...stream.values()])
}

function begun(before: Lifecycle | null, { kind, source, subject }: LifecycleKey): Lifecycle {
  return before ?? { kind, source, subject, ...NOTHING_KNOWN }
}

type Refused = readonly [event: LifecycleEvent, why: string]

/**
 * Has the kind of a stream join its events. An event on which it fails changes nothing and is refused: that is no fault of the
 * source, nor of what else this brings. Where it does not return, each lifecycle is joined by itself, so that only that one is.
 */
function joinUnderWatch(
  stream: readonly Touched[],
  watchdog: Watchdog,
  refuse: Refuse,
  joinBy: Join | undefined,
): void {
  const join = (some: readonly Touched[]): Refused[] => joinAsked(some, watchdog, joinBy)
  let refused: Refused[]
  try {
    refused = watchdog.run(() => join(stream))
  } catch (error) {
    if (!(error instanceof NotReturned)) throw error
    refused = watchdog.each(stream, one => join([one]), Number.POSITIVE_INFINITY).flat()
  }
  for (const [event, why] of refused) refuse(event, why)
}

/** Begins anew each time: nothing is left of a try that was interrupted. All are of one kind. */
function joinAsked(some: readonly Touched[], watchdog: Watchdog, joinBy: Join | undefined): Refused[] {
  const [first] = some
  if (first === undefined) return []
  const owner: Owner = { kind: 'lifecycle', name: first.after.kind }
  const refused: Refused[] = []
  let isOut: string | null = null
  try {
    watchdog.begin(owner)
  } catch (cause) {
    if (cause instanceof NoTimeLeft) throw cause
    isOut = faultOf(cause)
  }
  for (const one of some) {
    one.after = begun(one.before, one.after)
    one.events = []
    for (const event of one.given) {
      const why: string | null = isOut ?? joinOne(one, event, joinBy)
      if (why !== null) refused.push([event, why])
    }
  }
  watchdog.end(owner)
  return refused
}

/** Why it could not; null: it could. */
function joinOne(one: Touched, event: LifecycleEvent, joinBy: Join | undefined): string | null {
  try {
    const after = applyEvent(one.after, event, joinBy)
    if (!sameFacts(one.after, after)) one.events.push(event)
    one.after = after
    return null
  } catch (thrown) {
    return faultOf(thrown)
  }
}

/** What lifecycles of one kind add to cells in the place of what they added before. A measure that fails is logged. */
export function cellDeltas(
  replaced: ReadonlyArray<Pick<Touched, 'before' | 'after'>>,
  {
    accumulated,
    watchdog,
    log,
    fails = (_owner, _message, say) => say?.(),
  }: Pick<RecordDeps, 'accumulated' | 'watchdog' | 'log' | 'fails'>,
): CellDeltas {
  const [first] = replaced
  if (first === undefined) return new Map()
  const { kind, source } = first.after
  const changes: CellChange[] = []
  for (const { before, after } of replaced) {
    if (before !== null) changes.push({ lifecycle: before, sign: -1 })
    changes.push({ lifecycle: after, sign: 1 })
  }
  const work = (): { deltas: CellDeltas; faults: MeasureFault[] } => {
    const deltas: CellDeltas = new Map()
    return { deltas, faults: addToCells(deltas, accumulated[kind], changes, watchdog) }
  }
  const [{ deltas, faults }] = watchdog.each([kind], work, 0) as [ReturnType<typeof work>]
  for (const { measure, message, count } of faults) {
    fails({ kind: 'measure', name: measure }, `it fails on facts of ${source}: ${message}`, () =>
      log.error('a measure fails; what it failed on is left out, and the buckets of that stay empty', {
        measure,
        source,
        count,
        error: message,
      }),
    )
  }
  return deltas
}

function keep(before: Lifecycle | null, after: Lifecycle, deps: RecordDeps): void {
  const { lifecycles } = deps.store
  const { revisable } = lifecycleKinds[after.kind]
  const over = overAt(after) ?? Number.POSITIVE_INFINITY
  if (over >= deps.settledBefore - revisable || deps.oneAtATime.has(after.source)) {
    lifecycles.put(after)
    return
  }
  lifecycles.settle(after)
  if (before !== null) lifecycles.remove(after)
}

/** Cells of buckets that are closed already, or are being closed, are marked, so that these are estimated anew. */
export function writeCells(
  kind: LifecycleKind,
  source: string,
  deltas: CellDeltas,
  { store, accumulated }: Pick<RecordDeps, 'store' | 'accumulated'>,
): void {
  const { grain, maturity } = accumulated[kind]
  store.cells.add(kind, source, grain, deltas)
  const { series } = store
  const closed = series.mark(`closing:${kind}:${source}`) ?? series.mark(`closed:${kind}:${source}`)
  if (closed === null) return
  const reopened = [...deltas]
    .filter(
      ([at, cells]) => at + grain + maturity <= closed && [...cells.values()].some(tally => !isEmpty(tally)),
    )
    .map(([at]) => at)
  if (reopened.length > 0) store.cells.reopen(kind, source, reopened)
}

function sameFacts(one: Facts, other: Facts): boolean {
  if (one === other) return true
  return (
    one.openedAt === other.openedAt &&
    one.startedAt === other.startedAt &&
    one.start === other.start &&
    one.endedAt === other.endedAt &&
    one.outcome === other.outcome &&
    sameRecord(one.measures, other.measures) &&
    sameRecord(one.labels, other.labels)
  )
}

function sameRecord(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  if (one === other) return true
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every(name => one[name] === other[name])
}
