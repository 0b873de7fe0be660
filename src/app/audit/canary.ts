// The canary of an audit: sent when it begins, and waited for when it ends.
import type { Clock, Millis } from '../../core/clock.ts'
import { formatDuration, SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { AuditFinding } from '../../storage/audit-store.ts'
import type { Store } from '../../storage/store.ts'

export interface Canary {
  /** Sends one; its id. */
  send(): string
  /** For how long its receipt is waited for. */
  within: Millis
}

export interface CanaryDeps {
  store: { readonly audits: Pick<Store['audits'], 'canary'> }
  clock: Clock
}

const LOOKS_EVERY: Millis = 10 * SECOND

/** Sends one, and answers what is wrong once its receipt has come or is overdue; null: nothing. Rejects once the signal is aborted. */
export function followCanary(
  { send, within }: Canary,
  { store, clock }: CanaryDeps,
): (signal: AbortSignal) => Promise<AuditFinding | null> {
  let id: string
  try {
    id = send()
  } catch (cause) {
    const words = `No canary could be sent: ${messageOf(cause)}.`
    return async () => ({ what: 'canary', words, fails: true })
  }
  const begun = clock.now()
  return async signal => {
    while (store.audits.canary(id)?.receivedAt == null) {
      const now = clock.now()
      // A clock that jumps back would have it waited for without an end.
      if (now - begun > within || now < begun) return { what: 'canary', words: lost(within), fails: true }
      await clock.sleep(LOOKS_EVERY, signal)
    }
    return null
  }
}

function lost(within: Millis): string {
  return `A canary was sent the way of every alert, and no receipt of it has come within ${formatDuration(within)}: mail does not arrive, or nobody says that it does.`
}
