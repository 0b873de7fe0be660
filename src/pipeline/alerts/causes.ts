// Finds in the store what else changed when a series did, for whoever tells of the change.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import type { Labels } from '../../core/series-key.ts'
import type { Pause } from '../../core/turns/pause.ts'
import type { Carried } from '../../detection/causes/carriers/carried.ts'
import {
  type Causes,
  type Circumstances,
  candidateCauses,
  causeSpan,
  NOTHING_KNOWN,
} from '../../detection/causes/cause.ts'
import { type EndedTasks, type ModelSwap, modelSwap } from '../../detection/causes/model-swap.ts'
import type { ChangeKind, Severity } from '../../detection/change.ts'
import type { Release } from '../../events/release.ts'
import { tasksEnded } from '../../indicators/patterns/task-counts.ts'
import { countOf } from '../../indicators/tally.ts'
import { causeName } from '../../presentation/cause-words.ts'
import type { Series } from '../../series/series.ts'
import { unionOf } from '../../series/spans.ts'
import type { Store } from '../../storage/store.ts'
import type { Carriers } from './carriers/carriers.ts'
import type { Shape } from './carriers/search.ts'

export interface CauseFinder {
  /** Of a change of the series that began at `onset`. Reads the work about it, unless that was looked up before. */
  causesOf(series: Series, onset: Interval): Causes
  /** The same of what was looked up before; of work that was not nothing is known. */
  knownCausesOf(series: Series, onset: Interval): Causes
  /** Which parts of the whole carry its change; null: nothing can be named, or it was not looked up. */
  carriedOf(series: Series, change: Shape): Carried | null
  /** Whether work only moved: nothing got worse. False where that is not known. */
  isMoveOfWork(series: Series, change: Shape): boolean
  /** Reads the work about many changes in one go, and lets others have their turn meanwhile. */
  lookUp(changes: readonly ChangeOf[], pause: Pause): Promise<void>
  /** Those from `from` on, oldest first. */
  releasesSince(from: Millis): readonly Release[]
}

/** How far before and after an onset the work is looked at. */
const NEIGHBOURHOOD: Millis = 5 * DAY

/** Over which the rate of releases is taken. */
const HISTORY: Millis = 45 * DAY

/** Onsets whose work is remembered: reading the tasks of many days anew for every page would make it slow. */
const REMEMBERED = 500

export interface ChangeOf {
  series: Series
  onset: Interval
  /** What kind of change it is; left out, what carries it is not looked for. */
  kind?: ChangeKind
  severity?: Severity
}

interface Models {
  swap: ModelSwap | null
  known: boolean
}

export function createCauseFinder(
  store: Pick<Store, 'lifecycles' | 'cells' | 'releases' | 'series'>,
  carriers?: Carriers,
): CauseFinder {
  const { modelsOf, knownModelsOf, lookUp } = createModels(store)
  let last: Promise<void> = Promise.resolve()
  /** Read only where there is something to be named. */
  const historyUpTo = (span: { from: Millis; to: Millis }, asked: boolean): Circumstances['history'] => {
    const earliest = asked ? store.releases.earliest() : null
    if (earliest === null) return null
    const from = Math.max(earliest, span.from - HISTORY)
    return { from, releases: store.releases.between(from, span.to) }
  }

  const causesBy = (of: (change: ChangeOf) => Models) => (series: Series, onset: Interval) => {
    const span = causeSpan(onset, series.bucket)
    if (span === null) return NOTHING_KNOWN
    const models = of({ series, onset })
    const releases = store.releases.between(span.from, span.to)
    const { bucket, labels } = series
    const history = historyUpTo(span, releases.length > 0 || models.swap !== null)
    return candidateCauses(
      { onset, bucket, labels, releases, swap: models.swap, history },
      { releases: (store.releases.earliest() ?? span.to) < span.from, models: models.known },
    )
  }

  return {
    causesOf: causesBy(modelsOf),
    knownCausesOf: causesBy(knownModelsOf),
    carriedOf: (series, change) => carriers?.carriedOf(series, change) ?? null,
    isMoveOfWork: (series, change) => carriers?.isMoveOfWork(series, change) ?? false,
    // One after the other: who asks for the same meanwhile finds it.
    lookUp: (changes, pause) => {
      const whole = changes.flatMap(({ series, onset, kind, severity }) =>
        kind === undefined ? [] : [{ series, change: { kind, onset }, severity }],
      )
      const own = last.then(() => lookUp(changes, pause)).then(() => carriers?.lookUp(whole, pause))
      last = own.catch(() => undefined)
      return own
    },
    releasesSince: from => store.releases.between(from, Number.MAX_SAFE_INTEGER),
  }
}

/** Who did the work about a change, remembered. */
function createModels(store: Pick<Store, 'lifecycles' | 'cells' | 'series'>) {
  const remembered = new Map<string, { models: Models; closed: Millis }>()

  const nameOf = ({ series, onset }: ChangeOf): string =>
    JSON.stringify([series.id, onset.lower, onset.upper])
  /** Looked at anew only where a bucket has been closed since, and its tasks may still matter. */
  const closedOf = ({ series, onset }: ChangeOf): Millis =>
    Math.min(store.series.lastPoint(series.id)?.at ?? 0, onset.upper + NEIGHBOURHOOD)
  const known = (change: ChangeOf): Models | null => {
    const found = remembered.get(nameOf(change))
    return found?.closed === closedOf(change) ? found.models : null
  }
  const remember = (change: ChangeOf, closed: Millis, models: Models): Models => {
    const name = nameOf(change)
    remembered.delete(name)
    remembered.set(name, { models, closed })
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break
      remembered.delete(oldest)
    }
    return models
  }
  const modelsOf = (change: ChangeOf): Models => {
    const before = known(change)
    if (before !== null) return before
    const search = startSearch(change)
    for (const slice of sliceOf(store, [search])) search.take(slice)
    return remember(change, closedOf(change), search.end())
  }
  const knownModelsOf = (change: ChangeOf): Models =>
    remembered.get(nameOf(change))?.models ?? { swap: null, known: false }
  const lookUp: CauseFinder['lookUp'] = async (changes, pause) => {
    const unknown = new Map(
      changes
        .filter(change => causeSpan(change.onset, change.series.bucket) !== null && known(change) === null)
        .map(change => [nameOf(change), change] as const)
        .slice(0, REMEMBERED),
    )
    const searches = [...unknown.values()].map(change => ({
      change,
      closed: closedOf(change),
      search: startSearch(change),
    }))
    for (const slice of sliceOf(
      store,
      searches.map(({ search }) => search),
    )) {
      for (const { search } of searches) search.take(slice)
      await pause()
    }
    for (const { change, closed, search } of searches) {
      remember(change, closed, search.end())
      await pause()
    }
  }
  return { modelsOf, knownModelsOf, lookUp }
}

/** `release 2.9.1 of worker and 2 more`, for where there is room for a line only; null where nothing coincides. */
export function coincidence({ shown, further }: Causes): string | null {
  if (shown.length === 0) return null
  return `${shown.map(causeName).join(', ')}${further === 0 ? '' : ` and ${further} more`}`
}

/** A search for a model that took over when a series changed, through the tasks about that time. */
interface Search {
  /** Moments between which its tasks lie; null: the series is not about tasks. */
  span: { from: Millis; to: Millis } | null
  take(slice: SliceOfTasks): void
  end(): Models
}

function startSearch({ series: { labels, bucket, indicator }, onset }: ChangeOf): Search {
  const own = Object.entries(labels).filter(([name]) => name !== 'source')
  const [from, to] = [onset.lower - NEIGHBOURHOOD, onset.upper + NEIGHBOURHOOD]
  const ended: EndedTasks[] = []
  const span = indicator.startsWith('task_') ? { from, to } : null
  return {
    span,
    take: slice => {
      if (span === null || slice.to <= from || slice.at >= to) return
      if (labels.source !== undefined && labels.source !== slice.source) return
      for (const { labels: of, tasks } of slice.cells) {
        if (own.some(([name, value]) => (of[name] ?? 'unknown') !== value)) continue
        ended.push({ at: slice.at, model: of.model ?? '', tasks })
      }
    },
    end: () => {
      const known = ended.filter(({ model }) => model !== '')
      return { swap: modelSwap(known, onset, bucket), known: known.length > 0 }
    },
  }
}

/** The tasks that ended in a stretch of time, by their labels. */
interface SliceOfTasks {
  source: string
  at: Millis
  to: Millis
  cells: ReadonlyArray<{ labels: Labels; tasks: number }>
}

const TASKS_ENDED: ReadonlySet<string> = new Set([tasksEnded.name])

/** Each stretch that any of the searches wants, once. */
function* sliceOf(
  store: Pick<Store, 'lifecycles' | 'cells'>,
  searches: readonly Search[],
): Generator<SliceOfTasks> {
  const spans = unionOf(searches.flatMap(({ span }) => span ?? []))
  for (const { kind, source } of store.lifecycles.streams()) {
    if (kind !== 'task') continue
    for (const span of spans) {
      for (const { from: at, to, cells } of store.cells.read(
        'task',
        source,
        span.from,
        span.to,
        TASKS_ENDED,
      )) {
        const all = cells.map(({ labels, tally }) => ({ labels, tasks: countOf(tally, tasksEnded) }))
        yield { source, at, to, cells: all.filter(({ tasks }) => tasks > 0) }
      }
    }
  }
}
