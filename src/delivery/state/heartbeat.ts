// Tells an outside watcher at intervals that slowburn lives and works, so that its own death is noticed.
import type { Clock, Millis } from '../../core/clock.ts'
import { SECOND } from '../../core/duration.ts'
import { reasonOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { ask } from '../../core/reading/answer.ts'
import { redactSecrets } from '../../core/secrets/redact.ts'

export interface Heartbeat {
  /** Asked by GET; any 2xx is well. Such a URL is often the whole secret, so it is never logged. */
  url: string
  every: Millis
  /** Whether slowburn does its work: the last tick is recent, the outbox moves. */
  healthy(): boolean
  clock: Clock
  log: Logger
  /** How long the watcher may take to answer. */
  timeout?: Millis
}

/**
 * Beats until `signal` is aborted. A slowburn that is not healthy keeps silent, which is what raises the alarm
 * outside. A watcher that cannot be reached is logged once, and once when it answers again.
 */
export async function runHeartbeat(heartbeat: Heartbeat, signal: AbortSignal): Promise<void> {
  const { every, healthy, clock, log } = heartbeat
  let failing = false
  while (!signal.aborted) {
    if (healthy()) {
      const fault = await beat(heartbeat, signal)
      if (fault !== null && !failing) log.warn('the heartbeat does not arrive', { error: fault })
      if (fault === null && failing) log.info('the heartbeat arrives again')
      failing = fault !== null
    }
    await clock.sleep(every, signal).catch(() => undefined)
  }
}

/** One beat; null if it arrived, else what went wrong, without the URL. */
export async function beat(
  { url, timeout = 10 * SECOND }: Pick<Heartbeat, 'url' | 'timeout'>,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)])
    const answer = await ask(url, { signal: limit, redirect: 'error', cache: 'no-store' })
    await answer.leave()
    return answer.ok ? null : `answered ${answer.status}`
  } catch (error) {
    if (signal.aborted) return null
    return redactSecrets(reasonOf(error)).replaceAll(url, 'the watcher')
  }
}
