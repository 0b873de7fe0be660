// How far a database has been read: plain JSON, committed together with the events that were read so far.
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Millis } from '../../../core/clock.ts'
import type { TaskData } from '../../../events/event.ts'
import type { Cursor } from '../../source.ts'
import { feedShape } from '../completeness/feeds.ts'
import { type StreamState, streamShape } from '../completeness/followed.ts'
import type { HorizonState } from '../completeness/horizon.ts'
import { type Lateness, NO_LATENESS } from '../completeness/lateness.ts'
import type { Looks } from '../completeness/looks.ts'
import { type Unseen, unseenShape } from '../completeness/unseen.ts'
import { type Contracts, contractShape } from '../contract/contract.ts'
import type { KnownBy } from '../mapping/access.ts'
import { FIRST_LIFE, type Life } from './life.ts'
import { type Fleeting, fleetingShape } from './rows/fleeting.ts'
import { type Gone, type Noticed, noticedShape } from './rows/noticed.ts'
import type { Repeats } from './rows/repeats.ts'
import type { Place } from './statements.ts'

export interface DatabaseState {
  horizon: HorizonState | null
  tables: Map<string, TableState>
  /** How far the stream of changes has been read; left out where none is followed. */
  stream?: StreamState | undefined
  /** What each mapping relies on in its table, by mapping key; left out in a cursor of an earlier version. */
  contracts?: Contracts | undefined
}

export interface TableState {
  /** The columns that positions refer to. Where others serve now, the table is read anew. */
  order: string
  life: Life
  /** Every row with an earlier time that could be seen has been read. Null: the first pass is not completed. */
  readTo: Millis | null
  /** When the last pass began, by the clock of the rows. */
  pulledAt: Millis | null
  /** Absent in a cursor of an earlier version, and before the second look. */
  looks?: Looks
  /** The pass that is under way. */
  pass: Pass | null
  /** For serial order: the value below which no row can come any more. */
  resumeAt: number | null
  lateness: Lateness
  /** For serial order: rows with keys before those that were there at first; left out while there are none. */
  below?: Below | undefined
  reconciled: Reconciled
  /** Rows that may still change, by their keys. */
  groups: readonly Group[]
  /** Rows that may still change and are too many to be named one by one. */
  cold: Cold | null
  /** Refusals of rows that will be read again, so that each is counted once: row key and role. */
  counted: readonly string[]
  failingSince: Millis | null
  /** Rows that were taken, of all kinds. */
  rows: number
  /** What was refused of them, by column and reason. */
  refused: readonly RefusalRecord[]
  /** Open rows that were deleted; left out while none was. */
  gone?: Gone
  /** Whether its latest rows are still there at the next pull; left out before it was looked at. */
  fleeting?: Fleeting
  /** How many rows may have come and gone unseen; left out where that cannot be known. */
  unseen?: Unseen | undefined
  /** By what rows are known; left out in a cursor of an earlier version. */
  knownBy?: KnownBy
  /** That its id was seen to repeat; left out while it was not. */
  repeats?: Repeats
  /** What says when a row begins, and before which begin rows are not told apart by it, for something else said so then. */
  begins?: Begins
  /** What its mapping says, in short. */
  mapped?: string
  /** Rows that came under ids which others had had, and rows that took back that their work was done; left out while there were none. */
  again?: Noticed
  undone?: Noticed
}

export interface Begins {
  by: string
  adopted: Millis
}

/** What was refused of a table for one reason. */
export interface RefusalRecord {
  role: string
  reason: string
  rows: number
  /** When the first of them was written; left out in a cursor of an earlier version. */
  firstAt?: Millis
  /** When the latest of the rows was written. */
  lastAt: Millis
  /** Key and value of one, redacted. */
  example: string
}

/** One run over the rows from a bound to the present. `from` and `to` are in units of the order. */
export interface Pass {
  startedAt: Millis
  from: number | null
  to: number | null
  after: Place | null
  /** What a backfill has before it, for its progress. */
  extent: readonly [number, number] | null
}

/** How far what lies before the keys of a table has been read. */
export interface Below {
  place: Place | null
  /** When that was last begun at its beginning. */
  beganAt: Millis
}

/** What of a table has been held against the source. Slots are numbered as in `completeness/taken.ts`. */
export interface Reconciled {
  /** How wide a slot is of a table in the order of a number, where its keys lie far apart. */
  width?: number
  /** First slot whose rows were all read; null before the first pass is completed. */
  first: number | null
  /** When the latest slots were compared last. */
  recentAt: Millis | null
  /** Where the comparison of the older ones goes on, from new to old, and when it began at the newest; `slots`: how many at once, where more failed. */
  older: { before: number; beganAt: Millis; slots?: number } | null
  /** Rows of the source that were not taken, by slot: found, and not read yet. */
  differing: Readonly<Record<string, number>>
  /** Why the last comparison could not be made; null where it was. */
  failure: string | null
  /** Slots whose rows are read again, from new to old, for their mapping is another; `to` null: up to the present. */
  again?: { from: number; to: number | null } | undefined
  /** When it was tried; left out where it was made. */
  failedAt?: Millis | undefined
}

/** Row keys whose rows were last looked at at the same moment. */
export interface Group {
  checkedAt: Millis
  /** Bounds of their place in the order. */
  from: number
  to: number
  /** How many of their events were reported. */
  stage: number
  /** Since when they have said that they ended without saying when. */
  limboSince: Millis | null
  keys: readonly string[]
  /** What the rows are about, where that is not what the keys say. */
  entities?: readonly (string | null)[]
  /** What the deletion of one of them would have to say; left out where that says nothing. */
  origin?: TaskData
}

/** A range of the order that is read again and again, a bounded piece each time. */
export interface Cold {
  from: number
  to: number
  sweep: { startedAt: Millis; after: Place | null; open: readonly [number, number] | null } | null
  /** Everything that its rows said at this moment has been reported. */
  doneAt: Millis
}

const VERSION = 2

const NOTHING_RECONCILED: Reconciled = {
  first: null,
  recentAt: null,
  older: null,
  differing: {},
  failure: null,
}

export function emptyState(order: string, life: Life = FIRST_LIFE): TableState {
  return {
    order,
    life,
    readTo: null,
    pulledAt: null,
    pass: null,
    resumeAt: null,
    lateness: NO_LATENESS,
    reconciled: NOTHING_RECONCILED,
    groups: [],
    cold: null,
    counted: [],
    failingSince: null,
    rows: 0,
    refused: [],
  }
}

export function encodeCursor({ horizon, tables, stream, contracts }: DatabaseState): Cursor {
  return {
    version: VERSION,
    horizon,
    tables: Object.fromEntries(tables),
    ...(stream === undefined ? {} : { stream }),
    ...(contracts === undefined ? {} : { contracts }),
  }
}

const whenOrNull = Type.Union([Type.Number(), Type.Null()])
const objectOrNull = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])
const kept = Compile(
  Type.Object({
    horizon: Type.Union([
      Type.Object({
        at: Type.Number(),
        server: Type.String(),
        running: Type.Record(Type.String(), Type.Number()),
        feeds: Type.Optional(Type.Record(Type.String(), feedShape)),
      }),
      Type.Null(),
    ]),
    tables: Type.Record(
      Type.String(),
      Type.Object({
        order: Type.String(),
        life: Type.Object({
          number: Type.Integer(),
          newest: Type.Array(Type.Any()),
          spread: Type.Array(Type.Any()),
        }),
        readTo: whenOrNull,
        pulledAt: whenOrNull,
        looks: Type.Optional(
          Type.Object({
            every: Type.Number(),
            away: Type.Array(Type.Object({ from: Type.Number(), until: Type.Number() })),
          }),
        ),
        pass: objectOrNull,
        resumeAt: whenOrNull,
        lateness: Type.Object({ rows: Type.Number(), late: Type.Record(Type.String(), Type.Number()) }),
        reconciled: Type.Object({ first: whenOrNull, differing: Type.Record(Type.String(), Type.Number()) }),
        groups: Type.Array(Type.Object({ checkedAt: Type.Number(), keys: Type.Array(Type.String()) })),
        cold: objectOrNull,
        counted: Type.Array(Type.String()),
        failingSince: whenOrNull,
        rows: Type.Number(),
        knownBy: Type.Optional(
          Type.Object({
            id: Type.Array(Type.String()),
            key: Type.Array(Type.String()),
            entity: Type.Union([Type.Literal('id'), Type.Literal('key')]),
            found: Type.Array(Type.String()),
            changedAt: Type.Optional(Type.Number()),
          }),
        ),
        fleeting: Type.Optional(fleetingShape),
        unseen: Type.Optional(unseenShape),
        begins: Type.Optional(Type.Object({ by: Type.String(), adopted: Type.Number() })),
        again: Type.Optional(noticedShape),
        undone: Type.Optional(noticedShape),
        repeats: Type.Optional(
          Type.Object({
            rows: Type.Number(),
            of: Type.Number(),
            lastAt: Type.Number(),
            example: Type.String(),
          }),
        ),
        refused: Type.Array(Type.Object({ role: Type.String(), reason: Type.String(), rows: Type.Number() })),
      }),
    ),
    contracts: Type.Optional(Type.Record(Type.String(), contractShape)),
    stream: Type.Optional(streamShape),
  }),
)

/** False of a cursor of this version that was changed by somebody else, so that nothing can be told from it. */
export function readsCursor(cursor: Cursor): boolean {
  return cursor.version !== VERSION || kept.Check(cursor)
}

/** A cursor of another version is as good as none: history is read anew, and known events change nothing. */
export function decodeCursor(cursor: Cursor | null): DatabaseState {
  const known = (cursor ?? {}) as Partial<Decoded>
  if (known.version !== VERSION) return { horizon: null, tables: new Map() }
  const tables = new Map(Object.entries(known.tables ?? {}))
  const { stream, contracts } = known
  return {
    horizon: known.horizon ?? null,
    tables,
    ...(stream === undefined ? {} : { stream }),
    ...(contracts === undefined ? {} : { contracts }),
  }
}

interface Decoded {
  version: number
  horizon: HorizonState | null
  tables: Record<string, TableState>
  stream: StreamState
  contracts: Contracts
}
