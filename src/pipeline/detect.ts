// Points -> changes. Every new point of every series goes through its monitor, once, in order.
import type { Millis } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Watchdog } from '../core/watchdog.ts'
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
  watchdog: Watchdog
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

/** The same, a series each time that it is asked. What was computed is committed before any of it is handed out. */
export function* detectEach(deps: DetectDeps): Generator<SeriesStatus> {
  const all = deps.store.series.all().flatMap((series): Settled[] => {
    const settings = deps.settingsOf(series)
    return settings === null ? [] : [{ series, ...settings }]
  })
  for (let next = 0; next < all.length; ) {
    const rest = all.slice(next, next + MOST_AT_ONCE)
    const followed = deps.watchdog.each(rest, one => idle(one, deps) ?? follow(one, deps), TURN)
    for (const each of followed) commit(each, deps)
    for (const { series, verdict } of followed) yield { series, verdict }
    next += followed.length
  }
}

/** Real seconds after which what was computed is committed and others have their turn; at most so many series. */
const TURN = 0.008
const MOST_AT_ONCE = 256

interface Settled {
  series: Series
  indicator: Indicator
  limit: number | null
}

/** What the newest points make of a series: computed first, for what never returns can be interrupted only while it writes nothing. */
interface Followed {
  series: Series
  verdict: Verdict
  /** Null: all is as it was kept. */
  moved: Moved | null
}

interface Moved {
  /** The monitor as it was kept, and as it is now. */
  kept: MonitorState | null
  state: MonitorState
  /** In the order in which they are to be saved. */
  changes: readonly ChangeRecord[]
  /** The newest point seen, if it is another than before. */
  observed: Millis | null
}

/** Of a series of which nothing new is known and nothing stands; null: there is something to do. */
function idle(
  { series, indicator: { maturity } }: Settled,
  { store, monitor, quietSince }: DetectDeps,
): Followed | null {
  const observedUpTo = store.series.mark(observedMark(series.id))
  const last = store.series.lastPoint(series.id)
  if (observedUpTo === null || last === null || last.at > observedUpTo) return null
  const state = store.series.monitor(series.id)
  if (state === null || !monitor.reads(state) || store.changes.standing(series.id) !== null) return null
  const now = Math.max(last.at + series.bucket, (quietSince(series) ?? 0) - maturity)
  const [next, verdict] = monitor.elapse(state, now)
  return next === state && verdict.status !== 'alarm' ? { series, verdict, moved: null } : null
}

function follow(
  { series, indicator: { family, goodDirection, maturity }, limit }: Settled,
  { store, monitor, quietSince }: DetectDeps,
): Followed {
  const observedUpTo = store.series.mark(observedMark(series.id))
  const seen = observedUpTo ?? -1
  const fresh = store.series.points(series.id, seen + 1)
  const lastAt = fresh.at(-1)?.at ?? observedUpTo
  if (lastAt === null) return { series, verdict: { status: 'warming', have: 0, need: 0 }, moved: null }

  const pointsUpTo = pointsOnDemand(store, series.id)
  const kept = store.series.monitor(series.id)
  const options: MonitorOptions = { bucket: series.bucket, family, goodDirection, limit }
  let state =
    kept !== null && monitor.reads(kept)
      ? kept
      : gatherAnew(monitor, options, pointsUpTo(seen), store.acceptances.of(series.id))
  const changes: ChangeRecord[] = []
  const known = store.changes.standing(series.id)
  let standing = known
  /** `upTo` is the newest point seen, `before` the one seen before it, `now` when the verdict is known. */
  const step = (
    [next, verdict]: readonly [MonitorState, Verdict],
    before: Millis,
    upTo: Millis,
    now: Millis,
  ): Verdict => {
    if (standing !== null && (verdict.status !== 'alarm' || isAnother(verdict.alarm, standing.alarm))) {
      changes.push({ ...describe(monitor, state, pointsUpTo(before), standing), clearedAt: now })
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
    step(monitor.observe(state, point), before, point.at, point.at + series.bucket)
    before = point.at
  }
  const now = Math.max(lastAt + series.bucket, (quietSince(series) ?? 0) - maturity)
  const verdict = step(monitor.elapse(state, now), lastAt, lastAt, now)

  if (standing !== null && (fresh.length > 0 || !sameAlarm(standing, known))) {
    changes.push(describe(monitor, state, pointsUpTo(lastAt), standing))
  }
  return {
    series,
    verdict,
    moved: { kept, state, changes, observed: lastAt === observedUpTo ? null : lastAt },
  }
}

/** One commit a series that has moved. */
function commit({ series, moved }: Followed, { store, log }: DetectDeps): void {
  if (moved === null) return
  const { kept, state, changes, observed } = moved
  if (state === kept && changes.length === 0 && observed === null) return
  store.transaction(() => {
    for (const change of changes) store.changes.save(change)
    if (state !== kept) store.series.saveMonitor(series.id, state)
    if (observed !== null) store.series.setMark(observedMark(series.id), observed)
  })
  nameBroken(series, kept, state, log)
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
