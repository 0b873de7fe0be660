// The one shape of every detector: a pure reducer over plain data, begun from a baseline.
import type { Baseline, Model } from '../baseline/baseline.ts'
import type { Reading } from '../baseline/reading.ts'
import type { Value } from '../baseline/values.ts'
import type { Alarm, ChangeKind, Direction, MonitorOptions } from '../change.ts'
import type { NoiseState } from '../noise/filters.ts'
import type { RowsFrozen } from '../noise/refute.ts'
import type { LocalClock } from '../rhythm/clock.ts'

/**
 * What a detector is shown of a closed bucket with a number in it. All detectors of the series are shown the same: what lasts is
 * frozen, and the suite refuses one that writes to the rest.
 */
export interface Seen {
  readonly at: number
  readonly value: Value
  readonly reading: Reading
  readonly model: Model
  /** What is known of the noise after this point; null for rates. */
  readonly noise: NoiseState | null
  readonly options: MonitorOptions
  readonly clock: LocalClock
  /** Log evidence for a shift of the level under AR(1) alone, up to the point before. */
  readonly plain: () => number
  /** By it who has `shifting` tells the others that, before it steps and before the logarithm is taken. */
  readonly tell?: ((evidence: number) => void) | undefined
  /** The alarm that stands on the values of the series, if one does. */
  readonly standing: Alarm | null
  /** What detectors before this one in the registry say at this point; and of that, what is enough for a watch. */
  readonly said: readonly Evidence[]
  readonly claims: readonly Evidence[]
}

/** What speaks against "nothing has changed". */
export interface Evidence {
  /** Natural log of an e-value, or of one over a p-value, the detector's share of false alarms taken off: a watch at ln A. */
  readonly log: number
  /** Whether it is worth a page. */
  readonly pages: boolean
  readonly kind: ChangeKind
  readonly direction: Direction
  /** A kind that accounts for it better than its own, if there is one. */
  readonly rather?: ChangeKind | undefined
  /** The change that the detector's own alarm stands for is over. */
  readonly over?: boolean
  /** Log evidence that the values have spread about their old level, to name what others claim by: worth no alarm of itself. */
  readonly wide?: number
  /** Since when it accounts for whatever else was raised: values that are stuck have neither level nor spread. */
  readonly since?: number
}

/** Bytes as JSON that the states of all detectors of a series may take together, with all else that a monitor keeps of it. */
export const STATE_LIMIT = 8192

/**
 * `State` is plain JSON, and mutated by nothing but `advance`. Feeding the same points gives the same states, and a state that went through JSON goes
 * on as if it had not. A detector that throws, says what is no number or does not return is left out and named; it stops no other.
 */
export interface Detector<State extends object = object> {
  readonly name: string
  /** The kinds of change that it raises. */
  readonly kinds: readonly ChangeKind[]
  /** While an alarm of one of these kinds stands it is not judged: that change would be seen as its own. */
  readonly pausedBy: readonly ChangeKind[]
  /** Null: it has nothing to say of such a series. */
  init(baseline: Baseline): State | null
  /**
   * Null for evidence: there is nothing worth a word.
   *
   * @param own the detector's own alarm, if one stands
   */
  step(state: State, seen: Seen, own: Alarm | null): readonly [State, Evidence | null]
  /**
   * What `step` does, in place, so that many points cost no copy each: it writes to a state that `step` has answered with and nobody else
   * has, and to nothing else. Without it `step` is asked. `inPlace` makes a detector of it.
   */
  advance?(state: State, seen: Seen, own: Alarm | null): Evidence | null
  /** Evidence begins anew: another detector's alarm accounts for it, or (`ended`) its own alarm is over. */
  restart(state: State, ended: boolean): State
  /** Somebody has accepted the present level: the baseline moved from one model to another. */
  moved?(state: State | null, from: Model, to: Model, own: Alarm | null): State
  /** A later look has learned the baseline anew; what was gathered stays. Without it, `init` does. */
  relearn?(state: State, baseline: Baseline): State | null
  /**
   * Log evidence so far that the level is shifting: the least under every noise model in question, and under AR(1) alone.
   *
   * @param rows what evidence on the level is gathered with; null of rates
   */
  shifting?(state: State, rows: RowsFrozen | null): readonly [number, number]
  /** Another detector's claim was found to be a change of this one's kind. */
  adopt?(state: State, claim: Evidence): State
  /** No value has come up to and including the bucket that begins at `at`. */
  wait?(state: State, at: number, options: MonitorOptions, own: Alarm | null): Evidence | null
}
