// One attempt of a notifier, held to its contract: whatever it does, an answer comes back, and in time.
import type { Millis } from '../../core/clock.ts'
import { DAY, MINUTE, SECOND } from '../../core/duration.ts'
import { messageOf } from '../../core/errors.ts'
import type { Attempt, FrozenMessage, Notifier, SendResult } from './message.ts'

/** Longer than an attempt may take, where the notifier does not say. */
const LONGEST_ATTEMPT: Millis = 2 * MINUTE
/** As long as one may take to end once slowburn stops. */
const LONGEST_STOP: Millis = 5 * SECOND

/** As long as a server may ask to be left alone. */
const LONGEST_WAIT: Millis = DAY
/** Characters that are kept of what a server said. */
const LONGEST_ANSWER = 2000

/**
 * One that throws, answers nonsense or never returns leaves it unknown whether the message was accepted. One that
 * never returns is taken to hang for every message; the others of its channel need not be tried.
 */
export async function attemptBy(
  notifier: Notifier,
  message: FrozenMessage,
  signal: AbortSignal,
  { longest = notifier.longest ?? LONGEST_ATTEMPT, ...attempt }: { longest?: Millis } & Partial<Attempt> = {},
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
    return readResult(result, notifier)
  } catch (error) {
    return unknown(notifier, `failed: ${messageOf(error)}`)
  } finally {
    signal.removeEventListener('abort', stopping)
    for (const timer of timers) clearTimeout(timer)
  }
}

function unknown(
  { name }: Pick<Notifier, 'name'>,
  what: string,
  scope: 'server' | 'message' = 'message',
): SendResult {
  return { accepted: false, outcome: 'unknown', scope, error: `the notifier ${name} ${what}` }
}

/** A plain copy, so that nothing of the answer runs again. Throws what reading it throws. */
export function readResult(value: unknown, notifier: Pick<Notifier, 'name'>): SendResult {
  const nonsense = unknown(notifier, 'returned something that is no answer')
  if (typeof value !== 'object' || value === null) return nonsense
  const { accepted, answer, outcome, error, scope, after } = value as Readonly<Record<string, unknown>>
  if (accepted === true) {
    return typeof answer === 'string' ? { accepted, answer: answer.slice(0, LONGEST_ANSWER) } : nonsense
  }
  if (accepted !== false || typeof error !== 'string') return nonsense
  if (outcome !== 'retry' && outcome !== 'permanent' && outcome !== 'unknown') return nonsense
  if (scope !== undefined && scope !== 'server' && scope !== 'message') return nonsense
  const result: Extract<SendResult, { accepted: false }> = {
    accepted: false,
    outcome,
    error: error.slice(0, LONGEST_ANSWER),
    ...(scope === undefined ? {} : { scope }),
  }
  if (after === undefined) return result
  if (typeof after === 'number' && after >= 0 && after <= LONGEST_WAIT) {
    return { ...result, after: Math.ceil(after) }
  }
  // Whether it was taken is known all the same: an attempt too many would be a copy too many.
  const asked = `the notifier ${notifier.name} asked to wait for ${messageOf(after)} ms, which is not between 0 and ${LONGEST_WAIT}`
  return { ...result, error: `${result.error} (${asked})` }
}
