// What the guard of the loop and its thread say to each other.
import type { Owner } from './owners.ts'

/** What the thread is told. */
export interface GuardSettings {
  /** One counter, which stands still where the loop does. */
  beats: SharedArrayBuffer
  /** An expression whose value, in the thread that is guarded, is the owner of what runs. */
  owner: string
  /** Real milliseconds for which one part may hold up everything. */
  patience: number
}

/** What the thread says of what it has ended. */
export interface Interruption {
  owner: Owner
  /** Where it was, `file:line`. */
  place: string
}
