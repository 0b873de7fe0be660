// What is worth telling whom: a rule selects standing changes by series, direction and severity.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'
import type { Severity } from '../detection/change.ts'

export interface Rule {
  /** Unique; names the alert in emails, metrics and history. */
  name: string
  /** Indicator names; `*` stands for any run of characters. */
  indicators: readonly string[]
  /** Labels that a series must carry. */
  match: Labels
  /** `worse`: changes against the good direction, and every `stuck` or `missing`. */
  when: 'worse' | 'better' | 'any'
  /** Least severity that counts. */
  severity: Severity
  /** How long the change must stand before the alert fires. */
  for: Millis
  /** How long it goes on firing after the change was last seen. */
  keepFiringFor: Millis
  /** Names of contacts. */
  to: readonly string[]
  runbook: string | null
  /** First reminder after this long, the next after twice as long, and so on; absent: no reminders. */
  repeat?: Millis
  /** Names of time intervals: nobody is told outside of them, and once one begins of what still stands. */
  activeDuring?: readonly string[]
  /** Names of time intervals, such as maintenance windows, during which nobody is told. */
  muteDuring?: readonly string[]
}

export interface Contact {
  name: string
  /** Addresses; each gets a message of its own. */
  email: readonly string[]
  /** URLs that are posted a signed JSON body. */
  webhook?: readonly string[]
}
