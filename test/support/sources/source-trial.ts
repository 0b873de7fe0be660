// What the suite of sources needs of one that is pulled: its system, small enough to be written to and to be taken away.
import type { TestContext } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import type { Event } from '../../../src/events/event.ts'
import type { ReceivedHeaders, ReceivedRequest, Route } from '../../../src/sources/source.ts'

export interface TrialSystem {
  /** An entry of `sources` that reads it. */
  readonly entry: Readonly<Record<string, unknown>>
  /**
   * `nothing`: it has no history, as a gauge that shows what it is now. Only the last subject that was written can be read of it, under
   * the time of the pull, and what it showed while it was away is gone.
   */
  readonly keeps?: 'nothing'
  /** One fact for each subject, at that moment: a task that finished, a gauge, a claim, whatever the source reads. */
  write(subjects: readonly string[], at: Millis): Promise<void>
  /**
   * One fact for each subject that has begun and is open; `write` with the same subject ends it. Null of a system in which a fact is
   * written once, when it is over, or in which its end is a record of its own.
   */
  readonly begin: ((subjects: readonly string[], at: Millis) => Promise<void>) | null
  /**
   * So many records that the source must refuse, as one without its id, at that moment. Left out of a system that can hold none.
   */
  spoil?(count: number, at: Millis): Promise<void>
  /**
   * The subject as it was written, of the one event that stands for its fact: `task.finished`, say, or `gauge.observed`. Null of every
   * other event, such as that of the beginning of the same task. A source may put its name and its table before a subject, or have
   * it among the data.
   */
  subjectOf(event: Event): string | null
  /** Nothing of it can be read from then on. */
  takeAway(): Promise<void>
  /** It is there again, with all that was written. */
  bringBack(): Promise<void>
}

/** `test/unit/sources/TYPE/trial.ts` exports one as `startTrial`. */
export type StartTrial = (t: TestContext) => Promise<TrialSystem>

/** Whether a route would receive the request. */
export function letsIn(route: Route, { headers, body }: ReceivedRequest): boolean {
  const answers = [route.authorised?.(headers) ?? true, route.signed?.(headers, body) ?? true]
  return answers.every(answer => answer === true)
}

/** A sender, for the suite of sources that receive: `test/unit/sources/TYPE/trial.ts` exports one as `sender`. */
export interface TrialSender {
  /** An entry of `sources` that takes its facts in. */
  readonly entry: Readonly<Record<string, unknown>>
  /** Path of the route that it sends to. */
  readonly path: string
  /** Headers that let it in, whatever it sends. */
  readonly credentials?: ReceivedHeaders
  /** Headers that let this body in, of a system that signs what it sends. There are credentials, or there is this. */
  signatureOf?(body: Uint8Array): ReceivedHeaders
  /** The headers and the body of one good fact about that subject, at that moment, as its system writes it. */
  requestOf(subject: string, at: Millis): ReceivedRequest
}
