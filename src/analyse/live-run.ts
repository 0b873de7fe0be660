// Feeds the rows one by one to a monitor, as the service would, and writes down what is raised when, and when it is over.
import type { Millis } from '../core/clock.ts'
import type { Interval } from '../core/interval.ts'
import { createWatchdog } from '../core/watchdog.ts'
import type {
  Alarm,
  Change,
  ChangeKind,
  CoverageGap,
  Direction,
  Monitor,
  MonitorOptions,
  MonitorRun,
  Severity,
  Verdict,
} from '../detection/change.ts'
import { describeChange } from '../detection/describe/describe.ts'
import type { Detector } from '../detection/detectors/detector.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import { createMonitor, ignoredPoints } from '../detection/monitor.ts'
import { agrees } from '../detection/regimes/regime.ts'
import type { Point } from '../series/series.ts'
import { type Row, written, writtenAt } from './row.ts'

export interface LiveAlarm {
  /** Index of the row that raised it, or of the last before a silence; `at` as ISO 8601, null without moments. */
  index: number
  at: string | null
  severity: Severity
  kind: ChangeKind
  direction: Direction
  /** Positions: where it was raised, since when that was said to be so, and where it was over; null: it stands. */
  raised: number
  onset: Interval
  cleared: number | null
  /** How large it looked then; null: not measured. */
  seen: Pick<Change, 'effect' | 'from' | 'to' | 'direction'> | null
}

export interface LiveRun {
  alarms: LiveAlarm[]
  /** Rows short of the baseline that a live run needs; 0: it was long enough. */
  warmingFor: number
  /** Numbers that the family cannot have: it passed over them. */
  unfit: number
  /** Why it may be quiet though something changes; empty also while it has no baseline. */
  coverageGaps: readonly CoverageGap[]
}

export interface LiveRunOptions {
  /** Real seconds within which a detector has to return. */
  patience?: number
  /** Default: all of the registry. */
  detectors?: readonly Detector[]
}

/** At most so many evaluations within one gap: the monitor tells silence from a pause at any of them. */
const EVALUATIONS = 64
/** Real seconds after which a detector that has not returned is named: a sound one takes a hundredth of that on a busy machine. */
const PATIENCE = 60
/** Real seconds between two reports of how far it has come. */
const TURN = 0.2
/** Points that are kept to describe an alarm by, and alarms that are described; of later ones the onset is the raising. */
const DESCRIBED_POINTS = 20_000
const DESCRIBED_ALARMS = 40

const STANDING_APART: ReadonlySet<string> = new Set(['moment', 'presence'])

/**
 * It never looks ahead: cutting the rows short never changes what was raised before the cut. Throws `NotReturned`, which names the
 * detector, where one does not return within `patience`.
 */
export function liveRun(
  row: Row,
  options: MonitorOptions,
  onShare: (share: number) => void,
  { patience = PATIENCE, detectors }: LiveRunOptions = {},
): LiveRun {
  const { length } = row.positions
  const watchdog = createWatchdog({ stopwatch, patience })
  const monitor = createMonitor({
    describe: describeChange,
    watch: watchdog,
    ...(detectors === undefined ? {} : { detectors }),
  })
  const run = new Run(row, options, monitor)
  let done = 0
  while (done < length) {
    onShare(done / length)
    done = watchdog.run(() => run.advance(done, stopwatch() + TURN))
  }
  return run.finish()
}

function stopwatch(): number {
  return performance.now() / 1000
}

class Run {
  readonly #row: Row
  readonly #monitor: Monitor
  readonly #origin: Millis
  readonly #alarms: LiveAlarm[] = []
  #points: Point[] = []
  readonly #run: MonitorRun
  #last: Verdict | null = null
  #coverageGaps: readonly CoverageGap[] = []

  constructor(row: Row, options: MonitorOptions, monitor: Monitor) {
    this.#row = row
    this.#monitor = monitor
    this.#origin = row.file.kind === 'moment' ? (row.file.times[0] as number) : 0
    this.#run = monitor.resume(monitor.start(options))
  }

  /** Takes the rows from `first` on that fit into the time, at least one; returns which is the next. */
  advance(first: number, until: number): number {
    const { positions, file } = this.#row
    let i = first
    do {
      const position = positions[i] as number
      const before = i === 0 ? position : (positions[i - 1] as number) + 1
      const stride = Math.max(1, Math.ceil((position - before) / EVALUATIONS))
      for (let gap = before + stride; gap <= position; gap += stride) this.#elapse(gap, i - 1)
      this.#observe(position, i, file.values[i] as number)
      i += 1
    } while (i < positions.length && stopwatch() < until)
    return i
  }

  #elapse(position: number, index: number): void {
    const now = this.#time(position)
    const verdict = this.#run.elapse(now)
    this.#note(verdict, position, { index, at: this.#row.file.kind === 'moment' ? written(now) : null })
  }

  #observe(position: number, index: number, value: number): void {
    const known = Number.isNaN(value) ? null : value
    const point = {
      at: this.#time(position),
      value: known,
      lower: null,
      upper: null,
      n: known === null ? 0 : 1,
    }
    this.#points.push(point)
    if (this.#points.length > 2 * DESCRIBED_POINTS) this.#points = this.#points.slice(-DESCRIBED_POINTS)
    const verdict = this.#run.observe(point)
    this.#note(verdict, position, { index, at: writtenAt(this.#row, index) })
    this.#last = verdict
    if (verdict.status === 'quiet') this.#coverageGaps = verdict.coverageGaps
  }

  finish(): LiveRun {
    const last = this.#last
    return {
      alarms: this.#alarms,
      warmingFor: last?.status === 'warming' ? last.need - last.have : 0,
      unfit: ignoredPoints(this.#run.state).invalid,
      coverageGaps: this.#coverageGaps,
    }
  }

  #time(position: number): Millis {
    return Math.round(this.#origin + position * this.#row.bucket)
  }

  #note(verdict: Verdict, position: number, where: { index: number; at: string | null }): void {
    if (verdict.status !== 'alarm') {
      for (const alarm of this.#alarms) alarm.cleared ??= position
      return
    }
    // A moment, a silence and a stuck value are over once something else is shown, though that may stand for long.
    for (const alarm of this.#alarms)
      if (STANDING_APART.has(kindOf(alarm.kind).aspect) && verdict.alarm.kind !== alarm.kind)
        alarm.cleared ??= position
    if (!verdict.raised) return
    const { severity, kind, direction } = verdict.alarm
    const described = this.#described(verdict.alarm, position)
    this.#alarms.push({ ...where, severity, kind, direction, raised: position, cleared: null, ...described })
  }

  #described(alarm: Alarm, position: number): Pick<LiveAlarm, 'onset' | 'seen'> {
    if (this.#alarms.length >= DESCRIBED_ALARMS) {
      return { onset: { value: position, lower: position, upper: position }, seen: null }
    }
    const { onset, effect, from, to, direction } = this.#monitor.describe(
      this.#run.state,
      this.#points,
      alarm,
    )
    const place = (at: Millis): number => Math.round((at - this.#origin) / this.#row.bucket)
    return {
      onset: { value: place(onset.value), lower: place(onset.lower), upper: place(onset.upper) },
      seen:
        kindOf(alarm.kind).sized && agrees(effect.absolute, direction)
          ? { effect, from, to, direction }
          : null,
    }
  }
}
