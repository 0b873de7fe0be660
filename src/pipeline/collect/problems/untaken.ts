// Whether sources that receive can take what they are sent. One that cannot is as blind as one that cannot be read: its senders hold
// facts, so that it is complete up to no later moment until it has taken again, and they have had the time to send them.
import type { Millis } from '../../../core/clock.ts'
import { HOUR } from '../../../core/duration.ts'
import type { SourceProblem } from '../../../sources/source.ts'

export interface Untaken {
  /** A request could not be taken. */
  failed(source: string, why: string, at: Millis): void
  /** A request was taken. */
  taken(source: string, at: Millis): void
  /** A request showed no credentials, or wrong ones. */
  unknown(source: string, at: Millis): void
  /** Why the source takes nothing, null where the last request was taken or none came. */
  whyOf(source: string): string | null
  /**
   * The latest moment up to which a source of that lateness may be complete: what was sent to it at `since` and not taken may be of a
   * lateness before, and comes again within a lateness of the first request that it takes.
   */
  completeAtMost(source: string, lateness: Millis, now: Millis): Millis
  /** What a source that takes again could not take within the last hour; and that it lets in none of those who call. */
  problemsOf(source: string, now: Millis): readonly SourceProblem[]
}

/** From the first request in a row that was not taken. */
interface Outage {
  since: Millis
  /** When a request was first taken again; null: none was. */
  takenAt: Millis | null
  why: string
  lastAt: Millis
  /** Requests of the last outages, none of which is an hour before the next. */
  requests: number
}

/** Requests whose credentials are not those of the source, none of which is an hour before the next, and none was let in since. */
interface Strangers {
  requests: number
  lastAt: Millis
}

const SHOWN: Millis = HOUR

export function createUntaken(): Untaken {
  const outages = new Map<string, Outage>()
  const strangers = new Map<string, Strangers>()
  return {
    failed(source, why, at) {
      const before = outages.get(source)
      const lasts = before !== undefined && before.takenAt === null
      const requests = before !== undefined && at - before.lastAt < SHOWN ? before.requests : 0
      const since = lasts ? before.since : at
      outages.set(source, { since, takenAt: null, why, lastAt: at, requests: requests + 1 })
    },
    taken(source, at) {
      strangers.delete(source)
      const outage = outages.get(source)
      if (outage !== undefined) outage.takenAt ??= at
    },
    unknown(source, at) {
      const before = strangers.get(source)
      const lasts = before !== undefined && at - before.lastAt < SHOWN
      strangers.set(source, { requests: lasts ? before.requests + 1 : 1, lastAt: at })
    },
    whyOf: source => {
      const outage = outages.get(source)
      return outage?.takenAt === null ? `it cannot take what it is sent: ${outage.why}` : null
    },
    completeAtMost: (source, lateness, now) => {
      const outage = outages.get(source)
      if (outage === undefined) return now - lateness
      const { since, takenAt } = outage
      return (takenAt === null || now - takenAt < lateness ? since : now) - lateness
    },
    problemsOf: (source, now) => {
      const unknown = unknownProblems(source, strangers.get(source), now)
      const outage = outages.get(source)
      if (outage === undefined || outage.takenAt === null || now - outage.lastAt >= SHOWN) return unknown
      const { requests, why } = outage
      return [
        ...unknown,
        {
          where: source,
          key: 'untaken',
          message: `could not take ${requests} ${requests === 1 ? 'request' : 'requests'} within the last hour, and takes again: ${why}`,
          remedy: 'The senders were asked to send them again; see in their logs whether they did',
          refused: 0,
        },
      ]
    },
  }
}

/** A stranger who knocks beside those who are let in is nobody's business; where nobody is let in, the senders may be meant. */
function unknownProblems(
  source: string,
  strangers: Strangers | undefined,
  now: Millis,
): readonly SourceProblem[] {
  if (strangers === undefined || now - strangers.lastAt >= SHOWN) return []
  const { requests } = strangers
  return [
    {
      where: source,
      key: 'wrong credentials',
      message: `${requests} ${requests === 1 ? 'request' : 'requests'} showed no credentials or wrong ones, and none was let in since`,
      remedy:
        'If they are of your senders, compare the token or the signing secret, and the clock of this machine',
      refused: 0,
    },
  ]
}
