// An estimator over what was added up of the lifecycles of a window: a value with its interval, or an honest refusal.
import type { Millis } from '../core/clock.ts'
import type { LabelName, LifecycleKind } from '../lifecycles/registry.ts'
import type { Measure } from './measure.ts'
import type { Judged } from './objective.ts'
import type { Tally } from './tally.ts'

/**
 * A value with its 95 % interval, or why the estimator declines: it never returns a number that its data
 * cannot carry. A limit that does not exist is infinite.
 */
export type Estimate =
  | { ok: true; value: number; lower: number; upper: number; n: number }
  | { ok: false; reason: 'insufficient' | 'stale'; n: number }

/** How a value behaves, which decides how detection scores it. */
export type Family =
  /** Positive and skewed, compared on a log scale: durations, latencies, amounts. */
  | 'positive'
  /** Any real number. */
  | 'real'
  /** k successes of n trials; `value = k / n`. */
  | 'proportion'
  /** Events per bucket; `value` is the count. */
  | 'count'

export type Unit = 'seconds' | 'ratio' | 'count' | 'unitless'

export interface Window {
  from: Millis
  to: Millis
}

/**
 * Where an indicator stands in the arithmetic of work: tasks that run longer make others wait, those that wait take longer
 * in all, a queue that grows is a backlog, and what is not done is missing from the throughput.
 */
export type Stage =
  | 'run time'
  | 'timeouts'
  | 'queue wait'
  | 'total time'
  | 'backlog'
  | 'failures'
  | 'throughput'

/** What distinguishes the members of a family of indicators. */
export interface Described {
  /** Snake case, ends in no unit: `task_run_time_p50`. The file, the test and the page have the same name. */
  readonly name: string
  readonly help: string
  /**
   * What to do next where it gets worse, by the name of the kind of change (the suite refuses another name); of other kinds the kind itself knows. {from} and
   * {until} bound the onset in UTC, {day} is its day, {to} the level that was reached.
   */
  readonly nextActions?: Readonly<{ [kind: string]: string }>
  /** Label names that split it into series unless the configuration says otherwise. */
  readonly by: readonly LabelName[]
  /** Whether the default rule watches it: one view of each thing, so that one cause makes few e-mails. */
  readonly watchedByDefault: boolean
  /** Absent where it is no part of that arithmetic. */
  readonly stage?: Stage
  /** Whether its values rest on when a task started, which a source may have to reconstruct. */
  readonly readsStarts: boolean
}

export interface Indicator extends Described {
  readonly unit: Unit
  readonly family: Family
  readonly goodDirection: 'up' | 'down' | null
  readonly kind: LifecycleKind
  /** Least n for which it answers. */
  readonly minimum: number
  /** How long after a bucket's end its cohort must be left to ripen before it is estimated. */
  readonly maturity: Millis
  /** What is added up of each lifecycle of its kind, in the cell of the moment that the measure names. */
  readonly measures: readonly Measure[]
  /** How each lifecycle by itself is held to an objective; absent where a value is of many together. */
  readonly judged?: Judged
  /**
   * Adds to `into` what a cell says of a window that need not hold it: for an indicator to which also that counts what
   * began before the window. Absent where the cells of a window are merged as they are.
   */
  view?(cell: Cell, window: Window, into: Tally): void
  /** The estimate from the merged cells (or views of them) of a window. */
  estimate(tally: Tally, window: Window): Estimate
}

export interface Cell extends Window {
  tally: Tally
}
