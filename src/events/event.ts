// The vocabulary: one immutable fact, with an id, a time and attributes. Every source speaks it.
import type { Millis } from '../core/clock.ts'

export interface Envelope {
  /** Idempotency key: a second event with the same id changes nothing. At most 200 characters. */
  id: string
  at: Millis
  /** Name of the source that reported it. */
  source: string
  /** Id of the entity it is about: a task, a claim, an investment. At most 200 characters. */
  subject: string
  /** Allow-listed attributes, OpenTelemetry names where they exist, ours begin with `slowburn.`. */
  attributes: Readonly<Record<string, string>>
}

/** A phantom failure is one whose work was done: only the recording of it failed. */
export type TaskData = { taskType: string; model?: string; error?: string }

export type Event = Envelope &
  (
    | { type: 'task.queued'; data: TaskData }
    | { type: 'task.started'; data: TaskData }
    | { type: 'task.finished'; data: TaskData }
    | { type: 'task.failed'; data: TaskData & { phantom: boolean } }
    /** `propensity`: the probability, fixed before the outcome was known, that this claim is audited. */
    | {
        type: 'claim.made'
        data: { claimType: string; model?: string; probability: number; propensity?: number }
      }
    /** `audit`: it was verified because it was drawn at random, with the propensity of its claim. */
    | { type: 'claim.verified'; data: { outcome: boolean; verifier: VerifierKind; audit: boolean } }
    | { type: 'roi.projected'; data: { amount: number; currency?: string; category?: string } }
    | { type: 'roi.realised'; data: { amount: number; currency?: string } }
    | { type: 'roi.written_off'; data: { amount?: number } }
    /** A version took over; without a component it is that of the whole platform. `by`: who said so. */
    | {
        type: 'rollout.changed'
        data: { version: string; component?: string; environment?: string; note?: string; by?: string }
      }
    /** Any number the platform already has, or (with value 1) the bare fact that a row was written. */
    | { type: 'gauge.observed'; data: { name: string; value: number } }
  )

export type EventType = Event['type']
export type VerifierKind = 'human' | 'test' | 'model' | 'self'
