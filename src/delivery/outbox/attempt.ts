// One attempt of a notifier, held to its contract: whatever it does, an answer comes back, and in time.
import type { Millis } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { FrozenMessage, Notifier, SendResult } from './message.ts'

/** Longer than any attempt may take by the notifier's own limits. */
const LONGEST_ATTEMPT: Millis = 2 * MINUTE

/**
 * One that throws, answers nonsense or never returns leaves it unknown whether the message was accepted. One that
 * never returns is taken to hang for every message; the others of its channel need not be tried.
 */
export async function attemptBy(
  notifier: Notifier,
  message: FrozenMessage,
  signal: AbortSignal,
  longest: Millis = LONGEST_ATTEMPT,
): Promise<SendResult> {
  const stop = new AbortController()
  const limit = AbortSignal.any([signal, stop.signal])
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<SendResult>(resolve => {
    timer = setTimeout(() => {
      resolve(unknown(notifier, `did not return within ${longest / 1000} s`, 'server'))
      stop.abort()
    }, longest)
  })
  try {
    const result: unknown = await Promise.race([notifier.send(message, limit), tooLong])
    return isResult(result) ? result : unknown(notifier, 'returned something that is no answer')
  } catch (error) {
    return unknown(notifier, `failed: ${messageOf(error)}`)
  } finally {
    clearTimeout(timer)
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
