// What raises an alert: a rule selects standing changes by series, direction and severity. Whom is the routes' affair.
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
  runbook: string | null
}
