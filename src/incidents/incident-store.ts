// What is kept of incidents, and of what people say about them.
import type { Millis } from '../core/clock.ts'
import type { Incident, Tie } from './incident.ts'

export interface IncidentStore {
  /** The earliest first. */
  open(): Incident[]
  get(id: string): Incident | null
  /** Newest first; those that were merged into others among them. */
  list(limit: number): Incident[]
  /** How many have begun from this moment on. */
  openedSince(at: Millis): number
  save(incident: Incident): void
  /** Keeps what a person said of two changes. */
  tie(tie: Tie): void
  /** What was said from this moment on, in the order in which it was said. */
  tiesSince(at: Millis): Tie[]
}
