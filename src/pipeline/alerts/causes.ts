// Finds in the store what else changed when a series did, for whoever tells of the change.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Interval } from '../../core/interval.ts'
import type { Labels } from '../../core/series-key.ts'
import { type Causes, candidateCauses, causeSpan, NOTHING_KNOWN } from '../../detection/causes/cause.ts'
import { type EndedTasks, type ModelSwap, modelSwap } from '../../detection/causes/model-swap.ts'
import type { Release } from '../../events/release.ts'
import { tasksEnded } from '../../indicators/patterns/task-counts.ts'
import { countOf } from '../../indicators/tally.ts'
import { causeName } from '../../presentation/cause-words.ts'
import type { Slice } from '../../series/cells.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'

export interface CauseFinder {
  /** Of a change of the series that began at `onset`. */
  causesOf(series: Series, onset: Interval): Causes
  /** Those from `from` on, oldest first. */
  releasesSince(from: Millis): readonly Release[]
}

/** How far before and after an onset the work is looked at. */
const NEIGHBOURHOOD: Millis = 5 * DAY

/** Onsets whose work is remembered: reading the tasks of many days anew for every page would make it slow. */
const REMEMBERED = 500

interface Models {
  swap: ModelSwap | null
  known: boolean
}

export function createCauseFinder(
  store: Pick<Store, 'lifecycles' | 'cells' | 'releases' | 'series'>,
): CauseFinder {
  const remembered = new Map<string, Models>()

  /** Looked at anew only where a bucket has been closed since, and its tasks may still matter. */
  const modelsOf = (series: Series, onset: Interval): Models => {
    const until = onset.upper + NEIGHBOURHOOD
    const closed = Math.min(store.series.lastPoint(series.id)?.at ?? 0, until)
    const name = JSON.stringify([series.id, onset.lower, onset.upper, closed])
    const found = remembered.get(name) ?? lookAtModels(store, series, onset)
    remembered.set(name, found)
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break
      remembered.delete(oldest)
    }
    return found
  }

  return {
    causesOf(series, onset) {
      const span = causeSpan(onset, series.bucket)
      if (span === null) return NOTHING_KNOWN
      const models = modelsOf(series, onset)
      const releases = store.releases.between(span.from, span.to)
      const { bucket, labels } = series
      return candidateCauses(
        { onset, bucket, labels, releases, swap: models.swap },
        { releases: (store.releases.earliest() ?? span.to) < span.from, models: models.known },
      )
    },
    releasesSince: from => store.releases.between(from, Number.MAX_SAFE_INTEGER),
  }
}

/** `release 2.9.1 of worker and 2 more`, for where there is room for a line only; null where nothing coincides. */
export function coincidence({ told, further }: Causes): string | null {
  if (told.length === 0) return null
  return `${told.map(causeName).join(', ')}${further === 0 ? '' : ` and ${further} more`}`
}

/** A model that took over when the series changed, if the series is about tasks. */
function lookAtModels(
  store: Pick<Store, 'lifecycles' | 'cells'>,
  { labels, bucket, indicator }: Series,
  onset: Interval,
): Models {
  if (!indicator.startsWith('task_')) return { swap: null, known: false }
  const [from, to] = [onset.lower - NEIGHBOURHOOD, onset.upper + NEIGHBOURHOOD]
  const ended: EndedTasks[] = []
  for (const { kind, source } of store.lifecycles.streams()) {
    if (kind !== 'task' || (labels.source !== undefined && labels.source !== source)) continue
    for (const slice of store.cells.read('task', source, from, to)) ended.push(...endedIn(slice, labels))
  }
  const known = ended.filter(({ model }) => model !== '')
  return { swap: modelSwap(known, onset, bucket), known: known.length > 0 }
}

/** The tasks of a series that ended in a stretch of time, by their model; empty where it is not known. */
function endedIn({ from, cells }: Slice, labels: Labels): EndedTasks[] {
  const own = Object.entries(labels).filter(([name]) => name !== 'source')
  return cells
    .filter(cell => own.every(([name, value]) => (cell.labels[name] ?? 'unknown') === value))
    .map(cell => ({ at: from, model: cell.labels.model ?? '', tasks: countOf(cell.tally, tasksEnded) }))
    .filter(({ tasks }) => tasks > 0)
}
