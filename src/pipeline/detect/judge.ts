// Brings the monitor of one series up to its newest point. Pure: the same case has the same finding.
import type { Millis } from '../../core/clock.ts'
import type {
  Alarm,
  ChangeRecord,
  Monitor,
  MonitorRun,
  MonitorState,
  Verdict,
} from '../../detection/change.ts'
import { kindOf } from '../../detection/kinds/kinds.ts'
import { brokenDetectors, watchedPoints } from '../../detection/monitor.ts'
import type { Point } from '../../series/series.ts'
import type { Finding, Past, SeriesCase, Shown } from './case.ts'
import { rebuildState } from './rebuild.ts'

/** Returns 'past' where the whole history of the series is needed and was not given. */
export function judge(monitor: Monitor, given: SeriesCase): Finding | 'past' {
  try {
    return judgeBy(readState(monitor, given), monitor, given)
  } catch (error) {
    // A state that cannot be gone on from is rebuilt. What fails without one fails for another reason.
    if (given.state === null) throw error
    return judgeBy(null, monitor, given)
  }
}

function judgeBy(kept: MonitorState | null, monitor: Monitor, given: SeriesCase): Finding | 'past' {
  const { observedUpTo, fresh, options, quietSince } = given
  const lastAt = fresh.at(-1)?.at ?? observedUpTo
  if (lastAt === null) return nothingYet()
  const past = given.past ?? pastOf(given)
  if (past === null && needsPast(kept, given)) return 'past'
  const seen = observedUpTo ?? -1
  const begun = kept ?? rebuildState(monitor, options, upTo(past, seen), past?.acceptances ?? [])
  const run = monitor.resume(begun)
  const course = startCourse(monitor, run, given, past)
  let before = seen
  for (const point of fresh) {
    if (!course.follow(() => run.observe(point), before, point.at, point.at + options.bucket)) return 'past'
    before = point.at
  }
  const now = Math.max(lastAt + options.bucket, quietSince)
  if (!course.follow(() => run.elapse(now), lastAt, lastAt, now) || !course.end(lastAt)) return 'past'
  const { verdict, changes } = course
  const { state } = run
  return {
    verdict,
    state: state === kept ? null : JSON.stringify(state),
    observedUpTo: lastAt,
    changes,
    shown: shownOf(monitor, state, lastAt),
    newlyBroken: newlyBroken(kept, state),
  }
}

/** What is said of the monitor of a series beside its verdict; `at` is the start of its last bucket. */
export function shownOf(monitor: Monitor, state: MonitorState | null, at: Millis | null): Shown {
  if (state === null) return { band: null, broken: [], watchedPoints: 0 }
  return {
    band: at === null ? null : monitor.band(state, at),
    broken: Object.keys(brokenDetectors(state)),
    watchedPoints: watchedPoints(state),
  }
}

function nothingYet(): Finding {
  return {
    verdict: { status: 'warming', have: 0, need: 0 },
    state: null,
    observedUpTo: null,
    changes: [],
    shown: { band: null, broken: [], watchedPoints: 0 },
    newlyBroken: {},
  }
}

/** Of a series that no monitor has seen, what is new is all that there is. */
function pastOf({ state, observedUpTo, fresh }: SeriesCase): Past | null {
  return state === null && observedUpTo === null ? { points: fresh, acceptances: [] } : null
}

/** Null where none was kept, or one of another version: it is rebuilt from the points. */
function readState(monitor: Monitor, { state: text, options }: SeriesCase): MonitorState | null {
  const state = text === null ? null : (JSON.parse(text) as MonitorState)
  return state !== null && monitor.reads(state) ? monitor.adopt(state, options) : null
}

/** Whether it is clear beforehand: the state is to be rebuilt, or what stands to be described anew. */
function needsPast(kept: MonitorState | null, { standing, fresh }: SeriesCase): boolean {
  return kept === null || (standing !== null && fresh.length > 0)
}

function upTo(past: Past | null, moment: Millis): Point[] {
  return (past?.points ?? []).filter(({ at }) => at <= moment)
}

/** The way of a series through its new points: what stands after each, and what has to be kept of it. */
interface Course {
  verdict: Verdict
  changes: ChangeRecord[]
  /** `upTo` is the newest point that the run sees, `before` the one seen before it, `now` when the verdict is known. */
  follow(see: () => Verdict, before: Millis, upTo: Millis, now: Millis): boolean
  /** Describes what stands at the end. */
  end(lastAt: Millis): boolean
}

/** Its functions return false where something is to be described and the points are not there. */
function startCourse(monitor: Monitor, run: MonitorRun, given: SeriesCase, past: Past | null): Course {
  const { standing: known, seriesId, fresh } = given
  let standing = known
  const describe = (state: MonitorState, at: Millis, record: Omit<ChangeRecord, 'change'>): ChangeRecord => ({
    ...record,
    change: monitor.describe(state, upTo(past, at), record.alarm),
  })
  const course: Course = {
    verdict: { status: 'warming', have: 0, need: 0 },
    changes: [],
    follow: (see, before, at, now) => {
      // What ends is described as it last stood.
      const last = standing === null ? null : run.state
      const verdict = see()
      if (
        last !== null &&
        standing !== null &&
        (verdict.status !== 'alarm' || isAnother(verdict.alarm, standing.alarm))
      ) {
        if (past === null) return false
        course.changes.push({ ...describe(last, before, standing), clearedAt: now })
        standing = null
      }
      if (verdict.status === 'alarm') {
        if (standing === null && past === null) return false
        standing ??= describe(run.state, at, begin(seriesId, verdict.alarm, now))
        standing = { ...standing, alarm: verdict.alarm }
      }
      course.verdict = verdict
      return true
    },
    end: lastAt => {
      if (standing === null || (fresh.length === 0 && sameAlarm(standing, known))) return true
      if (past === null) return false
      course.changes.push(describe(run.state, lastAt, standing))
      return true
    },
  }
  return course
}

function newlyBroken(before: MonitorState | null, after: MonitorState): Record<string, string> {
  const known = before === null ? {} : brokenDetectors(before)
  return Object.fromEntries(
    Object.entries(brokenDetectors(after)).filter(([detector]) => !(detector in known)),
  )
}

/** Without a new point there is nothing new to say of an alarm that has not grown. */
function sameAlarm(now: { id: string; alarm: Alarm }, known: ChangeRecord | null): boolean {
  return known !== null && now.id === known.id && now.alarm.evidence === known.alarm.evidence
}

/**
 * An alarm that grew from watch to page is the same change, and so is what a moment of it has turned out to be; one of another kind or
 * direction is not.
 */
function isAnother(now: Alarm, before: Alarm): boolean {
  const lasts = kindOf(before.kind).aspect === 'moment' && now.at >= before.at
  return (now.kind !== before.kind && !lasts) || now.direction !== before.direction
}

/** A change as it is first known; its description follows. */
function begin(seriesId: number, alarm: Alarm, raisedAt: Millis): Omit<ChangeRecord, 'change'> {
  return { id: `${seriesId}:${alarm.at}:${alarm.kind}`, seriesId, alarm, raisedAt, clearedAt: null }
}
