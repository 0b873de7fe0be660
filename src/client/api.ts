/// <reference lib="esnext.disposable" preserve="true" />
// What a platform may say to slowburn, and what it is handed for it.
import type { Attributes } from './event-line.ts'
import type { Figures } from './sending/figures.ts'
import type { TaskAbout, TaskRun } from './task-run.ts'
import type { EventData } from './vocabulary.ts'

export interface ClientOptions {
  /** Address of a push source: `https://slowburn.internal:9464/ingest/app`. */
  url: string
  /** That of the source. */
  token: string | undefined
  /** Of every event, e.g. `{ 'service.version': '2.9.1' }`. */
  attributes?: Attributes | undefined
  /** Events that are kept while slowburn cannot be reached; beyond them the oldest are dropped. Default: 10,000. */
  mostWaiting?: number | undefined
  /**
   * Is handed one line when something is wrong, and again after ten minutes. What it returns, throws or rejects with is passed
   * over. Default: `console.warn`.
   */
  onProblem?: ((message: string) => unknown) | undefined
}

/** Any of these may be left out: the moment is now, and the id is the client's. */
export interface When {
  at?: Date | number | undefined
  attributes?: Attributes | undefined
}

export type Id = string | number
type Verifier = EventData['claim.verified']['verifier']

export interface Client {
  /** A task waits from now on. */
  queued(task: Omit<TaskAbout, 'queuedAt'> & { id: Id } & When): void
  /**
   * Runs `work` and says when it started, and when and how it ended. Returns what it returns, and throws what it throws. Of a
   * function that is not `async`, and returns nothing that can be awaited, the return is the end. A query that runs when it is
   * awaited (Knex, Drizzle, Prisma) is awaited here, once: what is returned then is a promise of its outcome.
   */
  task<T>(task: TaskAbout | string, work: (run: TaskRun) => T): T
  /** Something is said to be true with a probability from 0 to 1. Returns the id under which it can be `verified`. */
  claim(
    claim: { type: string; probability: number; id?: Id; model?: string; propensity?: number } & When,
  ): string
  /** What a claim turned out to be. `audit`: it was drawn at random to be looked at. */
  verified(claim: { id: Id; outcome: boolean; by: Verifier; audit?: boolean } & When): void
  /** A person looked at a claim and decided: a verification by a human. */
  review(claim: { id: Id; approved: boolean; audit?: boolean } & When): void
  readonly roi: {
    /** Money is spent and expected to come back. Returns the id of the investment. */
    projected(about: { amount: number; id?: Id; currency?: string; category?: string } & When): string
    realised(about: { id: Id; amount: number; currency?: string } & When): void
    writtenOff(about: { id: Id; amount?: number } & When): void
  }
  /** A number that the platform has at this moment. */
  gauge(name: string, value: number, when?: When): void
  /** A version took over. */
  release(release: EventData['rollout.changed'] & When): void
  /** What became of the events so far. */
  figures(): Figures & { waiting: number }
  /**
   * Sends what waits. Never rejects; true once all of it was answered, false where it was not within the time, or where an event
   * was given to a client that is closed or has no usable address or token. Default of `timeoutMs`: 5000.
   */
  flush(options?: { timeoutMs?: number }): Promise<boolean>
  /** Flushes and stops: to be awaited before `process.exit`. */
  close(options?: { timeoutMs?: number }): Promise<boolean>
  [Symbol.asyncDispose](): Promise<void>
}
