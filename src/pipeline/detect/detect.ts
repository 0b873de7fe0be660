// Points -> changes. Every new point of every series goes through its monitor, once, in order.
import type { Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Pause } from '../../core/turns/pause.ts'
import type { MonitorOptions, Verdict } from '../../detection/change.ts'
import type { Indicator } from '../../indicators/indicator.ts'
import type { Series } from '../../series/series.ts'
import type { Mark, Store } from '../../storage/store.ts'
import type { Finding, SeriesCase, Shown } from './case.ts'
import type { Judging } from './judging.ts'

export interface DetectDeps {
  store: Store
  /** The indicator of a series and the limit that its owner has set; null: it is no longer computed. */
  settingsOf(
    series: Series,
  ): (Pick<MonitorOptions, 'limit' | 'zone' | 'calendar'> & { indicator: Indicator }) | null
  /** Latest moment for which silence may be held against a series; null while history is still being read. */
  quietSince(series: Series): Millis | null
  /** What was found before, kept by whoever asks again. */
  known: Known
  log?: Logger
}

/** What detection says of a series now; kept in memory for the page and the metrics. */
export interface SeriesStatus {
  series: Series
  verdict: Verdict
  shown: Shown
}

/** By series id. */
export type Known = Map<number, KnownFinding>

/** What was found of a series when it was last judged. */
interface KnownFinding extends Pick<SeriesStatus, 'verdict' | 'shown'> {
  /** Of the state that was left. */
  version: number
  observedUpTo: Millis | null
  quietSince: Millis
}

/** A series that is to be judged, and the version of the state that it is judged by. */
interface Due {
  series: Series
  given: SeriesCase
  version: number
}

/** Series that are judged at once: enough for the thread never to wait for the next, and to be asked about many at a time. */
const AT_ONCE = 64

/** How often one of which nothing has come is judged by the clock alone, in parts of its bucket. */
const LOOKS_A_BUCKET = 4

/** Brings every monitor up to the newest point, each where `judging` thinks; one commit a series of which something is new. */
export async function detectInTurn(
  deps: DetectDeps,
  judging: Judging,
  pause: Pause,
): Promise<SeriesStatus[]> {
  const statuses: SeriesStatus[] = []
  const faults: unknown[] = []
  const underWay: Array<() => Promise<SeriesStatus>> = []
  // One after the other, in their order: what is kept of many at once would be one long turn.
  const conclude = async (most: number): Promise<void> => {
    while (underWay.length > most) {
      try {
        const status = await underWay.shift()?.()
        if (status !== undefined) statuses.push(status)
      } catch (fault) {
        faults.push(fault)
      }
      await pause()
    }
  }
  for (const one of work(deps)) {
    underWay.push('verdict' in one ? async () => one : judgeOne(one, deps, judging))
    await conclude(AT_ONCE)
    await pause()
  }
  await conclude(0)
  // The others were judged and kept all the same.
  if (faults.length > 0) throw faults[0]
  return statuses
}

/** Asks at once; what is returned waits for the answer and keeps it. */
function judgeOne(due: Due, deps: DetectDeps, judging: Judging): () => Promise<SeriesStatus> {
  const asked = judging.judge(due.given)
  asked.catch(() => undefined)
  return async () => {
    const short = await asked
    const finding = short === 'past' ? await judging.judge(withPast(due.given, deps.store)) : short
    return keep(due, finding, deps)
  }
}

/** Every series that is computed: what is known of it still, or what it is to be judged by. */
function* work(deps: DetectDeps): Generator<SeriesStatus | Due> {
  const { store, settingsOf, quietSince, known } = deps
  const standing = new Map(store.changes.allStanding().map(record => [record.seriesId, record]))
  for (const series of store.series.all()) {
    const settings = settingsOf(series)
    if (settings === null) continue
    const { indicator, limit, zone, calendar } = settings
    const quiet = (quietSince(series) ?? 0) - indicator.maturity
    const version = store.series.monitorVersion(series.id)
    const before = stillKnown(series, quiet, version, deps)
    if (before !== null) {
      yield before
      continue
    }
    const observedUpTo = store.series.mark(observedMark(series.id))
    const { bucket } = series
    const { family, goodDirection } = indicator
    known.delete(series.id)
    yield {
      series,
      version,
      given: {
        seriesId: series.id,
        options: { bucket, family, goodDirection, limit, zone, calendar },
        state: store.series.monitorText(series.id),
        observedUpTo,
        fresh: store.series.points(series.id, (observedUpTo ?? -1) + 1),
        quietSince: quiet,
        standing: standing.get(series.id) ?? null,
        past: null,
      },
    }
  }
}

/** What was found of a series of which nothing new has come, and for which the clock has hardly moved on. */
function stillKnown(
  series: Series,
  quietSince: Millis,
  version: number,
  { store, known }: DetectDeps,
): SeriesStatus | null {
  const before = known.get(series.id)
  if (before === undefined || before.version !== version) return null
  if ((store.series.lastPoint(series.id)?.at ?? null) !== before.observedUpTo) return null
  if (Math.abs(quietSince - before.quietSince) > series.bucket / LOOKS_A_BUCKET) return null
  return { series, verdict: repeated(before.verdict), shown: before.shown }
}

function repeated(verdict: Verdict): Verdict {
  return verdict.status === 'alarm' ? { ...verdict, raised: false } : verdict
}

function withPast(given: SeriesCase, { series, acceptances }: Store): SeriesCase {
  const { seriesId } = given
  return { ...given, past: { points: series.points(seriesId, 0), acceptances: acceptances.of(seriesId) } }
}

/** Where somebody has changed the state meanwhile, by accepting a level say, it is judged anew at the next tick. */
function keep({ series, given, version }: Due, finding: Finding | 'past', deps: DetectDeps): SeriesStatus {
  if (finding === 'past')
    throw new Error(`detection found too few points of series ${series.id}, though it was handed all of them`)
  const { store, known, log } = deps
  const { verdict, shown, state, observedUpTo, changes } = finding
  if (store.series.monitorVersion(series.id) !== version) return { series, verdict, shown }
  if (changes.length > 0 || state !== null || observedUpTo !== given.observedUpTo) {
    store.relaxed(() => {
      for (const change of changes) store.changes.save(change)
      if (state !== null) store.series.saveMonitorText(series.id, state)
      if (observedUpTo !== null) store.series.setMark(observedMark(series.id), observedUpTo)
    })
  }
  known.set(series.id, {
    verdict,
    shown,
    observedUpTo,
    version: store.series.monitorVersion(series.id),
    quietSince: given.quietSince,
  })
  nameBroken(series, finding.newlyBroken, log)
  return { series, verdict, shown }
}

/** A detector that failed at these points is named once, with what it threw or said. */
function nameBroken({ indicator, labels }: Series, broken: Finding['newlyBroken'], log?: Logger): void {
  for (const [detector, reason] of Object.entries(broken)) {
    log?.error('a detector failed on a series and is left out; the others go on', {
      detector,
      indicator,
      ...labels,
      error: reason,
    })
  }
}

/** The name of the mark that says up to which point the monitor of a series has seen. */
export function observedMark(seriesId: number): Mark {
  return `observed:${seriesId}`
}
