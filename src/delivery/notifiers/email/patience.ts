// How long an SMTP server is waited for: briefly at first, as long as RFC 5321 (4.5.3.2) asks where that was too short.
import type { Millis } from '../../../core/clock.ts'
import { MINUTE, SECOND } from '../../../core/duration.ts'

/** Milliseconds. */
export interface SmtpTimeouts {
  connect: Millis
  /** To the first line of the server, and to the end of STARTTLS. */
  greeting: Millis
  /** Between two bytes of the server, before the final dot. */
  idle: Millis
  /** From the beginning to the final dot: a server that drips its answers cannot hold the others up for ever. */
  total: Millis
  /** From the final dot to its answer. */
  answer: Millis
}

/**
 * Before the final dot nothing can have been taken, so trying again makes no copy, and a connection that hangs is left
 * soon: the next one may do. A server that is slow by habit, with a pause before its greeting, say, gets more the next time.
 */
const STEPS: ReadonlyArray<Pick<SmtpTimeouts, 'greeting' | 'idle' | 'total'>> = [
  { greeting: 10 * SECOND, idle: 30 * SECOND, total: 90 * SECOND },
  { greeting: MINUTE, idle: MINUTE, total: 3 * MINUTE },
  { greeting: 5 * MINUTE, idle: 5 * MINUTE, total: 15 * MINUTE },
]

/** RFC 5321, 4.5.3.2.6: who gives up sooner sends a message again that was taken, and its reader gets it many times. */
const ANSWER: Millis = 10 * MINUTE

/** Longer than an attempt of all servers together may take. */
export const LONGEST_SENDING: Millis = ANSWER + 30 * MINUTE

export interface Patience {
  limits(): SmtpTimeouts
  /** A limit before the final dot was reached. */
  ranOut(): void
  /** The final dot was reached after so long. */
  reached(after: Millis): void
  /** What ran out is given more. Where another server has taken the message there is no need to. */
  grow(): void
}

/** `own` limits hold whatever was learned. `servers`: among how many the time before the final dot is divided. */
export function createPatience(own: Partial<SmtpTimeouts> = {}, servers = 1): Patience {
  let step = 0
  let hasRunOut = false
  return {
    limits() {
      const learned = STEPS[step] as (typeof STEPS)[number]
      const total = Math.floor(learned.total / servers)
      return { connect: 10 * SECOND, ...learned, total, answer: own.total ?? ANSWER, ...own }
    },
    ranOut() {
      hasRunOut = true
    },
    reached(after) {
      hasRunOut = false
      const enough = STEPS.findIndex(({ greeting }) => after < greeting)
      step = enough < 0 ? STEPS.length - 1 : enough
    },
    grow() {
      if (hasRunOut) step = Math.min(step + 1, STEPS.length - 1)
      hasRunOut = false
    },
  }
}
