// What the guard of the loop and its thread say to each other.
import type { LoggerOptions } from '../logger.ts'
import type { Owner } from './owners.ts'

/** What the thread is told. */
export interface GuardSettings {
  /** One counter, which stands still where the loop does. */
  beats: Int32Array
  /** 1 while what runs is interrupted by itself. Looked into meanwhile, it may lose that interruption. */
  limited: Int32Array
  /** Whose call into the system is under way, see `noteBlockingCalls`. */
  notes: SharedArrayBuffer
  /** An expression for a function, in the thread that is guarded: `Seen`, given the owner that is to be interrupted, null: none is. */
  see: string
  /** Real milliseconds for which one part may hold up everything. */
  patience: number
  ending: GuardEnding | null
  /** Whether `notes` say whose code runs at every turn of it. */
  isClose: boolean
}

/** How the thread ends a process that nothing else can. */
export interface GuardEnding {
  /** Takes who was at fault, as a line of JSON with its moment, for the process to come; where nobody knows whom, that alone. */
  file: string
  /** What else is written of a part, by its `nameOf`. */
  more: Readonly<Record<string, object>>
  log: Pick<LoggerOptions, 'level' | 'format'>
}

/** What the thread says: what it has interrupted, or what has held up everything for some real seconds and has ended by itself. */
export type GuardSaid = { interrupted: Interruption } | { held: Interruption; seconds: number }

export interface Interruption {
  owner: Owner
  /** Where it was, `file:line`, or the call into the system. */
  place: string
}
