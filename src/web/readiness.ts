// Whether slowburn may be relied on right now, and if not, the named reasons.
import type { Millis } from '../core/clock.ts'
import { formatDuration } from '../core/duration.ts'

/** Why it is not ready, beside a stage that failed: what each reason means. */
export const UNREADY = {
  first_tick_pending: 'the first tick since the start has not ended',
  stale: 'the last tick that ended well was too long ago',
} as const

/** For what it is ready, but less than it should be: what each reason means. */
export const DEGRADED = {
  part_interrupted: 'a part held up everything and is not asked any more; the line names it',
  notifier_down: 'a notifier cannot be used as it should; the line says what follows',
  history_half_read: 'the history of a source is still being read: what is said is of a part of it',
  source_blind: 'a source, or a table of it, cannot be seen; the line says since when',
  calendar_unread: 'the calendar of a rota cannot be read, so who is on duty is as it was last read',
  rows_set_aside: 'rows of the store could not be used; `slowburn set-aside` says what follows',
} as const

/** What the health endpoints judge. Times are of the same clock that `createWeb` is given. */
export interface Health {
  /** When the last tick ended well; null before the first. */
  lastTickAt: Millis | null
  staleAfter: Millis
  /** Anything else for which it is not ready, by the name of the stage that failed. */
  faults: readonly Reason[]
  degraded?: ReadonlyArray<Reason<keyof typeof DEGRADED>>
}

/** A name for machines, and for people what is so now. */
export interface Reason<Name extends string = string> {
  reason: Name
  detail: string
}

/** What is answered when ready: in one word, and where it is less than it should be, why. */
export function readyBody({ degraded = [] }: Pick<Health, 'degraded'>): string {
  if (degraded.length === 0) return 'ready\n'
  return ['degraded\n', ...degraded.map(({ reason, detail }) => `${reason}: ${detail}\n`)].join('')
}

/** Empty when ready. */
export function reasonsNotReady({ lastTickAt, staleAfter, faults }: Health, now: Millis): Reason[] {
  const tick: Reason<keyof typeof UNREADY>[] = []
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
