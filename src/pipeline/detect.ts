// Points -> changes. Every new point of every series goes through its monitor, once, in order.
import type { Millis } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type {
  Alarm,
  ChangeRecord,
  Monitor,
  MonitorOptions,
  MonitorState,
  Verdict,
} from '../detection/change.ts'
import { brokenDetectors } from '../detection/monitor.ts'
import type { Indicator } from '../indicators/indicator.ts'
import type { Point, Series } from '../series/series.ts'
import type { Mark, Store } from '../storage/store.ts'
import { gatherAnew } from './rebuild.ts'

export interface DetectDeps {
  store: Store
  monitor: Monitor
  /** The indicator of a series and the limit that its owner has set; null: it is no longer computed. */
  settingsOf(series: Series): { indicator: Indicator; limit: number | null } | null
  /** Latest moment for which silence may be held against a series; null while history is still being read. */
  quietSince(series: Series): Millis | null
  log?: Logger
}

/** What detection says of a series now; kept in memory for the page and the metrics. */
export interface SeriesStatus {
  series: Series
  verdict: Verdict
}

/** Brings every monitor up to the newest point; one commit a series that has one. */
export function detect(deps: DetectDeps): SeriesStatus[] {
  return [...detectEach(deps)]
}

/** The same, a series each time that it is asked. */
export function* detectEach(deps: DetectDeps): Generator<SeriesStatus> {
  for (const series of deps.store.series.all()) {
    const settings = deps.settingsOf(series)
    if (settings === null) continue
    const { indicator, limit } = settings
    const options = {
      bucket: series.bucket,
      family: indicator.family,
      goodDirection: indicator.goodDirection,
      limit,
    }
    const verdict =
      idleVerdict(series, indicator.maturity, deps) ?? detectOne(series, options, indicator.maturity, deps)
    yield { series, verdict }
  }
}

/** The verdict on a series of which nothing new is known and nothing stands; null: there is something to do. */
function idleVerdict(
  series: Series,
  maturity: Millis,
  { store, monitor, quietSince }: DetectDeps,
): Verdict | null {
  const observedUpTo = store.series.mark(observedMark(series.id))
  const last = store.series.lastPoint(series.id)
  if (observedUpTo === null || last === null || last.at > observedUpTo) return null
  const state = store.series.monitor(series.id)
  if (state === null || !monitor.reads(state) || store.changes.standing(series.id) !== null) return null
  const now = Math.max(last.at + series.bucket, (quietSince(series) ?? 0) - maturity)
  const [next, verdict] = monitor.elapse(state, now)
  return next === state && verdict.status !== 'alarm' ? verdict : null
}

function detectOne(
  series: Series,
  options: MonitorOptions,
  maturity: Millis,
  { store, monitor, quietSince, log }: DetectDeps,
): Verdict {
  return store.transaction(() => {
    const observedUpTo = store.series.mark(observedMark(series.id))
    const seen = observedUpTo ?? -1
    const fresh = store.series.points(series.id, seen + 1)
    const lastAt = fresh.at(-1)?.at ?? observedUpTo
    if (lastAt === null) return { status: 'warming', have: 0, need: 0 }

    const pointsUpTo = pointsOnDemand(store, series.id)
    const kept = store.series.monitor(series.id)
    let state =
      kept !== null && monitor.reads(kept)
        ? kept
        : gatherAnew(monitor, options, pointsUpTo(seen), store.acceptances.of(series.id))
    const known = store.changes.standing(series.id)
    let standing = known
    /** `upTo` is the newest point seen, `before` the one seen before it, `now` when the verdict is known. */
    const follow = (
      [next, verdict]: readonly [MonitorState, Verdict],
      before: Millis,
      upTo: Millis,
      now: Millis,
    ): Verdict => {
      if (standing !== null && (verdict.status !== 'alarm' || isAnother(verdict.alarm, standing.alarm))) {
        store.changes.save({ ...describe(monitor, state, pointsUpTo(before), standing), clearedAt: now })
        standing = null
      }
      if (verdict.status === 'alarm') {
        standing ??= describe(monitor, next, pointsUpTo(upTo), begin(series, verdict.alarm, now))
        standing = { ...standing, alarm: verdict.alarm }
      }
      state = next
      return verdict
    }
    let before = seen
    for (const point of fresh) {
      follow(monitor.observe(state, point), before, point.at, point.at + series.bucket)
      before = point.at
    }
    const now = Math.max(lastAt + series.bucket, (quietSince(series) ?? 0) - maturity)
    const verdict = follow(monitor.elapse(state, now), lastAt, lastAt, now)

    if (standing !== null && (fresh.length > 0 || !sameAlarm(standing, known))) {
      store.changes.save(describe(monitor, state, pointsUpTo(lastAt), standing))
    }
    if (state !== kept) store.series.saveMonitor(series.id, state)
    nameBroken(series, kept, state, log)
    if (lastAt !== observedUpTo) store.series.setMark(observedMark(series.id), lastAt)
    return verdict
  })
}

/** A detector that failed at these points is named once, with what it threw or said. */
function nameBroken(series: Series, before: MonitorState | null, after: MonitorState, log?: Logger): void {
  const known = before === null ? {} : brokenDetectors(before)
  for (const [detector, reason] of Object.entries(brokenDetectors(after))) {
    if (detector in known) continue
    const { indicator, labels } = series
    log?.error('a detector failed on a series and is left out; the others go on', {
      detector,
      indicator,
      ...labels,
      error: reason,
    })
  }
}

/** The points of a series up to and including a moment; read once, and only where something is to be described. */
function pointsOnDemand(store: Store, seriesId: number): (upTo: Millis) => Point[] {
  let all: Point[] | null = null
  return upTo => {
    all ??= store.series.points(seriesId, 0)
    return all.filter(({ at }) => at <= upTo)
  }
}

/** The name of the mark that says up to which point the monitor of a series has seen. */
export function observedMark(seriesId: number): Mark {
  return `observed:${seriesId}`
}

/** Without a new point there is nothing new to say of an alarm that has not grown. */
function sameAlarm(now: { id: string; alarm: Alarm }, known: ChangeRecord | null): boolean {
  return known !== null && now.id === known.id && now.alarm.evidence === known.alarm.evidence
}

/** An alarm that grew from watch to page is the same change; one of another kind or direction is not. */
function isAnother(now: Alarm, before: Alarm): boolean {
  return now.kind !== before.kind || now.direction !== before.direction
}

/** A change as it is first known; its description follows. */
function begin(series: Series, alarm: Alarm, raisedAt: Millis): Omit<ChangeRecord, 'change'> {
  return {
    id: `${series.id}:${alarm.at}:${alarm.kind}`,
    seriesId: series.id,
    alarm,
    raisedAt,
    clearedAt: null,
  }
}

function describe(
  monitor: Monitor,
  state: MonitorState,
  points: readonly Point[],
  record: Omit<ChangeRecord, 'change'>,
): ChangeRecord {
  return { ...record, change: monitor.describe(state, points, record.alarm) }
}
