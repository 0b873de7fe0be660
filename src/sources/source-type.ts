// What the registry knows of a type of source: how it is configured, made, and found in a stranger's system.
import type * as z from 'zod'
import type { Clock } from '../core/clock.ts'
import { SECOND } from '../core/duration.ts'
import type { Logger } from '../core/logger.ts'
import { duration, name } from '../core/options/scalars.ts'
import type { SourceMemory } from './memory.ts'
import type { Source } from './source.ts'

/** Frozen, as the settings are: other parts hold the same clock and log. */
export interface SourceDeps {
  readonly clock: Clock
  readonly log: Logger
  /** What the source itself has kept. */
  readonly memory: SourceMemory
}

/** One folder of this room exports one of these. Its page is `docs/reference/sources/TYPE.md`. */
export interface SourceType {
  /** The value of `type` in the configuration. */
  readonly type: string
  /** Reads one entry of `sources`; its output holds at least `name` and `type`. */
  readonly options: z.ZodType<{ name: string; type: string }>
  /** The smallest entry that is valid, for the documentation and the conformance suite. */
  readonly example: Readonly<Record<string, unknown>>
  /** Whether an entry that names no type is of this one. At most one type is. */
  readonly assumed?: true
  create(settings: never, deps: SourceDeps): Source
  /** Left out by a source that cannot look at a stranger's system. */
  readonly surveyor?: Surveyor
}

export interface Surveyor {
  /** Whether the address is one of its own. */
  recognises(address: string): boolean
  /** Looks, changing nothing; `all`: writes down what is unlikely, too. Throws SourceError where it cannot. */
  survey(address: string, signal: AbortSignal, all: boolean): Promise<Survey>
}

export interface Survey {
  /** What was found and what is missing, for a terminal. */
  summary: string
  /** A whole `slowburn.yml`, without secrets. */
  config: string
  /** The environment variable in which that looks for the address. */
  variable: string
}

/** The option that every source has. */
export const sourceName = name.describe('Part of every event id: renaming a source reads its history again.')

/** The further option of every source that is pulled. */
export const pullBudget = duration
  .refine(ms => ms >= SECOND, 'is shorter than 1s')
  .prefault('30s')
  .describe(
    'Longest time that one pull takes before the other stages have their turn; it goes on at the next tick.',
  )
