// How long to wait before the next attempt. No jitter: one process sends, so there is no herd to spread.
import type { Millis } from '../../core/clock.ts'
import { MINUTE, SECOND } from '../../core/duration.ts'

/**
 * After a refusal that may pass (4xx, no connection): 2, 4, 8, 16, 32, 45, 45, … seconds.
 * The ceiling is low because what waits is an alarm and the server is one's own relay: once the server is
 * well again the mail leaves within a minute.
 */
export function retryDelay(attempts: number): Millis {
  return Math.min(2 ** Math.min(attempts, 10) * SECOND, 45 * SECOND)
}

/**
 * After as many endings without an answer: 10 and 40 seconds, then 3, 11 and 30, 30, … minutes. The message may have
 * been accepted each time, so every attempt may be one more copy in somebody's inbox. Refusals do not count: they made none.
 */
export function unknownDelay(unanswered: number): Millis {
  return Math.min(10 * 4 ** (Math.min(Math.max(unanswered, 1), 10) - 1) * SECOND, 30 * MINUTE)
}
