// What the user says about a database: which tables matter, what their rows mean, and their column names.
// Plain data with optional fields; the configuration schema is made from it, the defaults are below.
import type { Millis } from '../../../core/clock.ts'
import { DAY, MINUTE, SECOND } from '../../../core/duration.ts'
import type { VerifierKind } from '../../../events/event.ts'

export interface PostgresOptions {
  /** Unique among the sources; part of every event id, so renaming a source reads its history again. */
  name: string
  /** Connection URL, `postgres://user:password@host:port/database?sslmode=require`. */
  url: string
  /** Real time that one pull may take. */
  budget?: Millis | undefined
  /** How long after its time a row may become visible: the longest transaction of the platform. */
  lag?: Millis | undefined
  /** Longest time one statement may take. */
  statementTimeout?: Millis | undefined
  /** Most rows that one statement reads. */
  chunkRows?: number | undefined
  /** How far back the first start reads. */
  backfill?: Millis | undefined
  /** How often the rows of the last day are compared with those that were read. */
  reconcileEvery?: Millis | undefined
  /** Most rows of one comparison. */
  reconcileRows?: number | undefined
  /**
   * Who says what time it is for the rows: the database server, or slowburn's own clock (for a platform whose
   * timestamps are simulated).
   */
  now?: 'database' | 'slowburn' | undefined
  /** In which the platform writes times that name none. Left out, they are taken as UTC, and that nobody says so is a problem. */
  zone?: string | undefined
  /** Whether changes are read from the log of the server beside the tables. */
  follow?: 'polling' | 'replication' | undefined
  /** Names of the replication slot and of the publication; made of the name of the source unless said. */
  slot?: string | undefined
  publication?: string | undefined
  /** Bytes of log that the slot may hold back before it is dropped. */
  slotWal?: number | undefined
  /** Whether the server itself must have a limit to that, for when slowburn does not run. */
  serverLimit?: 'required' | 'waived' | undefined
  tables: readonly TableMapping[]
}

export type TableMapping =
  | TasksMapping
  | RunsMapping
  | ClaimsMapping
  | RoiMapping
  | ReleasesMapping
  | ObservationsMapping

interface Mapped {
  /** `table` on the search path, or `schema.table`. Views work too. Of a query, what it is called. */
  table: string
  /** A SELECT that is read in place of the table. */
  query?: string | undefined
}

/**
 * Column names. A name that is no column but has dots is a path into a JSON column: `metadata.model`; one with parentheses
 * is an expression: `epoch_ms(created)`. Left out: the row has no such thing. Named but absent from the table: reported
 * while it lasts.
 */
export interface TasksMapping extends Mapped {
  as: 'tasks'
  columns: TaskColumns
  /** Table with the same columns to which rows move when they end. */
  archive?: string | undefined
  /** Set of the mapping of an archive: the table from which rows come. Never written by users. */
  archiveOf?: string | undefined
  /** What it means that a row is deleted while it is worked on: where that is seen, which polling cannot. */
  deleted?: 'removed' | 'completed' | undefined
  /** Values of the status column that end a task. */
  statuses?: TaskStatuses | undefined
  /**
   * Regular expressions, case-insensitive. A failed task whose error matches one is a phantom failure: its
   * work was done, only the recording of it failed.
   */
  phantom?: readonly string[] | undefined
  /** How many workers take tasks in order. 1 lets run time be reconstructed. Not used by the source itself. */
  concurrency?: number | undefined
}

/** Several columns where one alone does not tell the rows apart. */
export type Id = string | readonly string[]

export interface TaskColumns {
  id: Id
  /** Without it every task is of type `unknown`. */
  type?: string | undefined
  /** Without it nothing is known of when a task was queued: its rows tell of ends, and of starts where `startedAt` is mapped. */
  createdAt?: string | undefined
  completedAt: string
  /** Without it a task with an end and an error has failed, one with an end and no error has finished. */
  status?: string | undefined
  startedAt?: string | undefined
  /** Stands in for an end that was not written although the status says that the task ended. */
  updatedAt?: string | undefined
  model?: string | undefined
  variant?: string | undefined
  error?: string | undefined
}

export interface TaskStatuses {
  completed: readonly string[]
  failed: readonly string[]
  /** Of work that goes on, beside those that many platforms have. */
  underway?: readonly string[] | undefined
}

/** Rows written when a task ends, which know how long it ran: they tell when it started. */
export interface RunsMapping extends Mapped {
  as: 'runs'
  columns: RunColumns
  /** Table of the tasks that they belong to; the first `tasks` mapping of the source unless said. */
  of?: string | undefined
}

export interface RunColumns {
  /** Holds what the `id` column of the tasks holds. */
  taskId: string
  finishedAt: string
  durationMs: string
  type?: string | undefined
  model?: string | undefined
  variant?: string | undefined
}

export interface ClaimsMapping extends Mapped {
  as: 'claims'
  columns: ClaimColumns
  /** Values of a textual outcome column. Booleans and 0 / 1 are understood by themselves. */
  outcomes?: ClaimOutcomes | undefined
  /** Who verifies where no column says so. `self` is the least trusting reading. */
  verifier?: VerifierKind | undefined
}

export interface ClaimColumns {
  id: Id
  claimType?: string | undefined
  model?: string | undefined
  /** Stated probability that the claim is true, 0 to 1. Without the column a claim claims certainty: 1. */
  probability?: string | undefined
  /** Probability, fixed before the outcome was known, that the claim is audited. */
  propensity?: string | undefined
  madeAt: string
  verifiedAt: string
  outcome: string
  /** `human`, `test`, `model` or `self`. */
  verifier?: string | undefined
  /** Whether the claim was verified because it was drawn at random. Without it: no. */
  audited?: string | undefined
}

export interface ClaimOutcomes {
  verified: readonly string[]
  refuted: readonly string[]
}

export interface RoiMapping extends Mapped {
  as: 'roi'
  columns: RoiColumns
}

export interface RoiColumns {
  id: Id
  spentAt: string
  /** Amount that was promised when the money was spent. */
  projected: string
  realisedAt: string
  realised: string
  writtenOffAt?: string | undefined
  category?: string | undefined
  currency?: string | undefined
}

/** Rows that each say that a version took over. */
export interface ReleasesMapping extends Mapped {
  as: 'releases'
  columns: ReleaseColumns
}

export interface ReleaseColumns {
  id: Id
  /** When the version took over. */
  at: string
  version: string
  /** What was released. Without it a release is one of the whole platform. */
  component?: string | undefined
  environment?: string | undefined
}

export interface ObservationsMapping extends Mapped {
  as: 'observations'
  /** Name of the gauge. */
  observation: string
  columns: ObservationColumns
}

export interface ObservationColumns {
  id: Id
  at: string
  /** Without it each row is observed as 1: the fact that it was written. */
  value?: string | undefined
}

/** What an option is when it is left out. */
export const DEFAULTS = {
  budget: 30 * SECOND,
  lag: 2 * MINUTE,
  statementTimeout: 5 * SECOND,
  chunkRows: 5_000,
  backfill: 90 * DAY,
  reconcileEvery: 5 * MINUTE,
  reconcileRows: 500_000,
  now: 'database',
  follow: 'polling',
  /** As much as PostgreSQL takes for its log by itself (`max_wal_size`): the disk that a server must have is doubled at most. */
  slotWal: 1024 ** 3,
  serverLimit: 'required',
  verifier: 'self',
  concurrency: null,
  statuses: {
    completed: ['completed', 'complete', 'done', 'succeeded', 'success', 'finished'],
    failed: ['failed', 'failure', 'error', 'errored', 'timed_out', 'timeout', 'cancelled', 'canceled'],
  },
  outcomes: {
    verified: ['true', 'verified', 'confirmed', 'passed', 'pass', 'correct', 'success', 'yes'],
    refuted: ['false', 'refuted', 'rejected', 'failed', 'fail', 'incorrect', 'failure', 'no'],
  },
  /** Messages with which PostgreSQL refuses a write; none of them comes from work that was not done. */
  phantom: [
    'column "[^"]*" of relation "[^"]*" does not exist',
    'null value in column "[^"]*" (of relation "[^"]*" )?violates not-null constraint',
    'new row for relation "[^"]*" violates check constraint',
    'value too long for type character',
    'record "new" has no field',
  ],
} as const satisfies {
  [option: string]: unknown
  statuses: TaskStatuses
  outcomes: ClaimOutcomes
  phantom: readonly string[]
  verifier: VerifierKind
  now: 'database' | 'slowburn'
}
