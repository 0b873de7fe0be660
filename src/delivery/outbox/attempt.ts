// One attempt of a notifier, held to its contract: whatever it does, an answer comes back, and in time.
import type { Millis } from '../../core/clock.ts'
import { MINUTE, SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Attempt, FrozenMessage, Notifier, SendResult } from './message.ts'

/** Longer than any attempt may take by the notifier's own limits. */
const LONGEST_ATTEMPT: Millis = 2 * MINUTE
/** As long as one may take to end once slowburn stops. */
const LONGEST_STOP: Millis = 5 * SECOND

/**
 * One that throws, answers nonsense or never returns leaves it unknown whether the message was accepted. One that
 * never returns is taken to hang for every message; the others of its channel need not be tried.
 */
export async function attemptBy(
  notifier: Notifier,
  message: FrozenMessage,
  signal: AbortSignal,
  { longest = LONGEST_ATTEMPT, ...attempt }: { longest?: Millis } & Partial<Attempt> = {},
): Promise<SendResult> {
  const given = new AbortController()
  const timers = new Set<NodeJS.Timeout>()
  const late = (after: Millis, error: string): void => {
    timers.add(
      setTimeout(() => {
        giveUp(unknown(notifier, error, 'server'))
        given.abort()
      }, after),
    )
  }
  let giveUp: (result: SendResult) => void = () => undefined
  const tooLate = new Promise<SendResult>(resolve => {
    giveUp = resolve
  })
  const stopping = (): void => late(Math.min(LONGEST_STOP, longest), 'did not stop when it was aborted')
  late(longest, `did not return within ${longest / SECOND} s`)
  if (signal.aborted) stopping()
  else signal.addEventListener('abort', stopping, { once: true })
  try {
    const { via = null, pin = () => undefined } = attempt
    const sending = notifier.send(message, AbortSignal.any([signal, given.signal]), { via, pin })
    const result: unknown = await Promise.race([sending, tooLate])
    return isResult(result) ? result : unknown(notifier, 'returned something that is no answer')
  } catch (error) {
    return unknown(notifier, `failed: ${messageOf(error)}`)
  } finally {
    signal.removeEventListener('abort', stopping)
    for (const timer of timers) clearTimeout(timer)
  }
}

function unknown({ name }: Notifier, what: string, scope: 'server' | 'message' = 'message'): SendResult {
  return { accepted: false, outcome: 'unknown', scope, error: `the notifier ${name} ${what}` }
}

function isResult(value: unknown): value is SendResult {
  if (typeof value !== 'object' || value === null) return false
  const { accepted, answer, outcome, error, scope } = value as Readonly<Record<string, unknown>>
  if (accepted === true) return typeof answer === 'string'
  return (
    accepted === false &&
    (outcome === 'retry' || outcome === 'permanent' || outcome === 'unknown') &&
    typeof error === 'string' &&
    (scope === undefined || scope === 'server' || scope === 'message')
  )
}
