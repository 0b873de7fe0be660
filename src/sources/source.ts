// Where facts come from. A source is pulled, again and again from where its last batch ended, or it receives.
import type { Millis } from '../core/clock.ts'
import type { Event } from '../events/event.ts'
import type { MemoryChange } from './memory.ts'

/** Plain JSON that only its source understands. Committed together with the events of its batch. */
export type Cursor = Readonly<Record<string, unknown>>

export interface Batch {
  /** May hold events seen before: their ids make them harmless. */
  events: readonly Event[]
  /**
   * Where the next batch goes on. It passes what was refused, too: a pull that brings the same batch again at the same cursor is ended,
   * and the source is down.
   */
  cursor: Cursor
  /**
   * Everything that happened before this moment has been reported (but for rows that come later than the
   * source's declared lag). Buckets that end at or before it may be closed. Null: not known yet. Never later than the present: what is
   * more than five minutes ahead of our clock is taken for the present, and named as a problem of the source.
   */
  completeUpTo: Millis | null
  /**
   * The same of single kinds of lifecycle: where one is complete up to less, as where one of several tables cannot be seen, its buckets wait, and
   * those of the others do not. What is not named is complete up to `completeUpTo`.
   */
  kinds?: Readonly<Record<string, Millis>>
  /**
   * What the clock of the source showed when it was read: what happened up to then is not of the future, even where our
   * own clock is behind. Left out by a source that has no clock of its own.
   */
  now?: Millis
  /** Share of the backfill that is done, 0 to 1; null once caught up. */
  progress: number | null
  /** What is wrong but not fatal: a missing table or column, rows that could not be read. */
  problems: readonly SourceProblem[]
  /** Rows that the source has and that were not taken, by table. Left out by a source that cannot tell. */
  unaccounted?: Readonly<Record<string, number>>
  /** Rows that came under an id that another row had had, by table, since each was first read. Left out by a source that cannot tell. */
  replaced?: Readonly<Record<string, number>>
  /** How far each of its tables has been read. Left out by a source that has none. */
  tables?: Readonly<Record<string, TableProgress>>
  /** What is held back for it, as it was when the pull began; left out where nothing is. */
  backlog?: SourceBacklog
  /** Records to be kept in the same commit as the cursor. */
  memory?: readonly MemoryChange[]
}

export interface TableProgress {
  /** Everything of the table before this moment has been reported; null: not known yet. */
  completeUpTo: Millis | null
  /** At most as many of its rows came and went before they could be read; null: it cannot be known. */
  unseen: number | null
  /** Rows that have not ended and that no event stands for, since nothing says when they began; left out where there can be none. */
  underway?: number
}

/** What another system keeps until this source has read it, as PostgreSQL its log for a replication slot. */
export interface SourceBacklog {
  /** What it is kept for: the name of the slot. */
  slot: string
  bytes: number
  /** Most bytes; beyond them it is let go, and what was not read is lost. */
  limit: number
}

export interface SourceProblem {
  /** What it concerns, e.g. `execution_tasks.ai_model`. */
  where: string
  message: string
  /**
   * What it is, where the message has figures that change while it stands: with `where` it tells a problem that stands from
   * one that has begun. Left out, the message does.
   */
  key?: string
  remedy?: string
  /** Said by a check alone: it is no fault, but what was seen. */
  note?: true
  /** Rows refused for it since the last batch; 0 for a standing condition. */
  refused: number
  /** Set where rows were refused. It stays for as long as they lie in the time that is watched. */
  refusal?: RowRefusals
  /** Set where nothing can be seen of what it concerns: what is silent then is not quiet. */
  blind?: Blindness
  /** What cannot be known, or is not right, for as long as it stands; left out where nothing is lost, or nobody can tell. */
  costs?: SourceCosts
}

export interface SourceCosts {
  /** Of lifecycle. */
  kind: string
  /** Of observations and samples, the name of what is observed. */
  observation?: string
  /** Labels and facts of it, as `task_type`, `started_at`; null: all that is told of the kind. */
  lacks: readonly string[] | null
}

/** Rows of one table that were refused for one reason. */
export interface RowRefusals {
  table: string
  /** Why, in words that do not quote the rows: it becomes a label. */
  reason: string
  /** Rows within the time that is watched. */
  total: number
  /** Rows of the table that were taken, those refused among them. */
  of: number
  /** One of them: its key and what it holds, redacted. */
  example: string
}

export interface Blindness {
  /** The table or stream that cannot be seen. */
  table: string
  /** What that is; left out, a table. */
  what?: 'query'
  since: Millis
  /** When the last row that was seen was written; null where none ever was. */
  lastRow: Millis | null
  /**
   * Said by slowburn alone, of what comes and is not named in `feeds`: it is what `table` names then, and nothing else of the source
   * is out of sight for it.
   */
  unfed?: true
}

/** What the samples of a query are, which decides how they are judged and worded. */
export interface Meaning {
  readonly unit: 'seconds' | 'ratio' | 'count' | 'unitless'
  readonly family: 'positive' | 'real' | 'count'
  readonly goodDirection: 'up' | 'down' | null
  /** A value never to be crossed. */
  readonly limit: number | null
  /** In words; null: nothing is said. */
  readonly help: string | null
}

interface AnySource {
  readonly name: string
  /** Lifecycle kinds (and, for observations, gauge names) that it feeds: of what it brings beside them no series is made, and it is named. */
  readonly feeds: readonly string[]
  /** Kinds of which it has several tables: their events name theirs, and each has series of its own. */
  readonly severalTables?: readonly string[]
  /** Its tasks are worked on one at a time, so that starts which nobody measured can be reconstructed. */
  readonly oneAtATime?: boolean
  /** By the name of a query whose samples it brings: what these are. Left out by a source that brings none. */
  readonly meanings?: Readonly<Record<string, Meaning>>
  /** Tries the connection and the mapping without reading data; resolves to the faults found. */
  check(signal: AbortSignal): Promise<readonly SourceProblem[]>
  /** What the clock of the source shows; left out where it has none that matters. Rejects where it cannot be read. */
  now?(signal: AbortSignal): Promise<Millis>
  close(): Promise<void>
}

export interface PulledSource extends AnySource {
  /** Real time that one pull may take. What is left then is read by the next one. */
  readonly budget: Millis
  /** Whether it can tell from a cursor where it was; left out by a source that makes do with any. */
  reads?(cursor: Cursor): boolean
  /**
   * Yields batches until it has caught up with the present, then returns; the caller asks again later.
   * Throws SourceError when it cannot be read at all. Must stop soon after `signal` is aborted.
   */
  pull(cursor: Cursor | null, signal: AbortSignal): AsyncIterable<Batch>
}

export interface ReceivingSource extends AnySource {
  /** How long after its time an event may still arrive: the source is complete up to the present less this. */
  readonly lateness: Millis
  /** Their paths lie below an address of this source alone. */
  readonly routes: readonly Route[]
}

export type Source = PulledSource | ReceivingSource

export function isReceiving(source: Source): source is ReceivingSource {
  return 'routes' in source
}

/** One address at which a source takes facts in. It says who may: by their headers, by a signature of the body, or by both. */
export type Route = RouteParts &
  (Required<Pick<RouteParts, 'authorised'>> | Required<Pick<RouteParts, 'signed'>>)

interface RouteParts {
  /** Begins with a slash, e.g. `/v1/traces`. */
  readonly path: string
  /** Longest body that is read, in bytes. At most `LARGEST_SIGNED_BODY` without `authorised`: whoever calls is heard out. */
  readonly largestBody: number
  /** Whether the caller may hand facts in; whatever is not `true` is refused with 401 before the body is read. */
  authorised?(headers: ReceivedHeaders): boolean
  /**
   * Whether the signature in the headers is that of this body, byte by byte as it was sent; whatever is not `true` is refused
   * with 401 before anything of it is received.
   */
  signed?(headers: ReceivedHeaders, body: Uint8Array): boolean
  /**
   * Reads a request and answers it. What is worth keeping is handed to `commit`, which resolves once it is on disk and
   * rejects where that is impossible: the caller is then asked to send it again.
   */
  receive(request: ReceivedRequest, commit: Commit): Promise<Reply> | Reply
  /**
   * How a refusal is put before `receive` is asked, or in its place: of credentials, of a body, of what cannot be kept now. Left out
   * where its senders do not read what the body of a refusal says.
   */
  refusal?(headers: ReceivedHeaders, status: number, why: string): Reply
}

/** Bytes that are read of a stranger who has shown nothing yet. */
export const LARGEST_SIGNED_BODY = 1024 ** 2

/** Names in lower case. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export interface ReceivedRequest {
  headers: ReceivedHeaders
  body: Uint8Array
}

/**
 * Candidates may be anything: what is no event is refused with its reason, and the rest is kept. `refused` are those
 * that the source itself turns away; they are counted with the others. Nothing is written before the call in which they are
 * handed over has returned, for that one may be interrupted. `memory` are records that the source keeps for itself in the same commit.
 */
export type Commit = (
  candidates: readonly unknown[],
  refused?: readonly RefusedCandidate[],
  memory?: readonly MemoryChange[],
) => Promise<Committed>

export interface Committed {
  accepted: number
  /** Known by their ids already. */
  duplicates: number
  refused: readonly RefusedCandidate[]
}

export interface RefusedCandidate {
  /** One of few words of up to 100 characters, since it becomes a label: of those of a source, the first 50 do. */
  reason: string
  detail: string
  /** How many it stands for, a whole number; 1 where left out. */
  count?: number
}

export interface Reply {
  status: number
  type: string
  body: string | Uint8Array
}
