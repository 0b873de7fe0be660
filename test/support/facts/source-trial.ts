// What the suite of sources needs of one that is pulled: its system, small enough to be written to and to be taken away.
import type { TestContext } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'

export interface TrialSystem {
  /** An entry of `sources` that reads it. */
  readonly entry: Readonly<Record<string, unknown>>
  /** One finished piece of work for each subject, at that moment. */
  write(subjects: readonly string[], at: Millis): Promise<void>
  /** Nothing of it can be read from then on. */
  takeAway(): Promise<void>
  /** It is there again, with all that was written. */
  bringBack(): Promise<void>
}

/** `test/unit/sources/TYPE/trial.ts` exports one as `startTrial`. */
export type StartTrial = (t: TestContext) => Promise<TrialSystem>
