// Whether slowburn may be relied on right now, and if not, the named reasons.
import type { Millis } from '../core/clock.ts'
import { formatDuration } from '../core/duration.ts'
import type { Health } from '../queries/views.ts'

export interface Reason {
  /** For machines: `first_tick_pending`, `stale`, or what the application adds. */
  reason: string
  detail: string
}

/** What is answered when ready: in one word, and where it is less than it should be, why. */
export function readyBody({ degraded = [] }: Pick<Health, 'degraded'>): string {
  if (degraded.length === 0) return 'ready\n'
  return ['degraded\n', ...degraded.map(({ reason, detail }) => `${reason}: ${detail}\n`)].join('')
}

/** Empty when ready. */
export function reasonsNotReady({ lastTickAt, staleAfter, faults }: Health, now: Millis): Reason[] {
  const tick: Reason[] = []
  if (lastTickAt === null) {
    tick.push({ reason: 'first_tick_pending', detail: 'the first tick has not finished yet' })
  } else if (now - lastTickAt > staleAfter) {
    tick.push({
      reason: 'stale',
      detail: `the last tick ended ${formatDuration(now - lastTickAt)} ago; more than ${formatDuration(staleAfter)} is too long`,
    })
  }
  return [...tick, ...faults]
}
