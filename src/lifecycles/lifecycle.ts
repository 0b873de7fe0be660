// A start joined to its end. What is still open is kept and counted, never dropped.
import type { Millis } from '../core/clock.ts'
import type { Labels } from '../core/series-key.ts'

/**
 * `observation` is a lifecycle of no length: a gauge reading or a row that was written.
 * Outcomes: task `completed | failed | phantom`; claim `true | false`; roi `realised | written_off`.
 */
export type LifecycleKind = 'task' | 'claim' | 'roi' | 'observation'

export interface Lifecycle {
  kind: LifecycleKind
  subject: string
  source: string
  /** Queued, claimed, spent. Null while only a later event has been seen. */
  openedAt: Millis | null
  /** When work began. Null where it is not known. */
  startedAt: Millis | null
  /** How `startedAt` is known. */
  start: 'measured' | 'reconstructed' | null
  endedAt: Millis | null
  outcome: string | null
  /**
   * Numbers by name: `probability`, `propensity`, `audit` (1 or 0), `projected`, `realised`, `value`.
   * And what joining must remember: `unaudited_at` and `unaudited_true` of a verification that a random audit
   * stands over, `<label>_stage` of a label that was said after the opening (2: at the start, 3: at the end).
   */
  measures: Readonly<Record<string, number>>
  /** `task_type`, `model`, `claim_type`, `category`, `name`: allow-listed, capped, overflow is `other`. */
  labels: Labels
}
