// What the intake of the alerts of an Alertmanager needs from the application.
import type { ReceivedAlert } from '../../alerting/received.ts'
import type { Truncation } from '../../alerting/truncated.ts'
import type { Clock } from '../../core/clock.ts'

/** What became of the alerts of one post. */
export interface Receipt {
  taken: number
  /** Came from us, by way of the Alertmanager. */
  ours: number
  /** The end of what never began here. */
  ignored: number
  /** Left out by the sender, so that they are not seen here; absent: none. */
  truncated?: number
}

export interface ReceiveDeps {
  /** Whoever shows it may send alerts. */
  token: string
  /** The clock of people, not that of a simulation: what is logged of guessers is bounded by it. */
  clock: Clock
  /** Keeps them, durably; throws or rejects where that is not possible. */
  receive(alerts: readonly ReceivedAlert[], truncation?: Truncation): Promise<Receipt> | Receipt
}
