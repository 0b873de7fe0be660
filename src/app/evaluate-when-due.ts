// Evaluates alerts when a wait is over (a group, a silence, a snooze, room in the rate limit), and not only at the next tick.
import type { Clock } from '../core/clock.ts'
import { SECOND } from '../core/duration.ts'
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { createOutages } from '../core/outages.ts'
import type { Live } from '../pipeline/status.ts'

export interface Waiting {
  live: Pick<Live, 'suppressed'>
  clock: Clock
  log: Logger
  evaluate(): Promise<void>
}

/** Runs until `signal` is aborted. A wait is over within a second of when it should be; each is acted on once. */
export async function evaluateWhenDue(
  { live, clock, log, evaluate }: Waiting,
  signal: AbortSignal,
): Promise<void> {
  const outages = createOutages()
  let seen = clock.now()
  while (!signal.aborted) {
    await clock.sleep(SECOND, signal).catch(() => undefined)
    if (signal.aborted) return
    const now = clock.now()
    const isOver = live.suppressed.some(({ until }) => until !== null && until > seen && until <= now)
    seen = now
    if (!isOver) continue
    try {
      await evaluate()
      outages.works('evaluate', () => log.info('alerts are evaluated between ticks again'))
    } catch (cause) {
      const error = messageOf(cause)
      outages.failed('evaluate', error, () =>
        log.error('alerts cannot be evaluated now; the next tick tries again', { error }),
      )
    }
  }
}
