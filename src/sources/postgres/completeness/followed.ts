// Up to where the changes of a database have been followed, as its cursor has it.
import { Type } from 'typebox'
import type { Millis } from '../../../core/clock.ts'

/** What is known of a replication slot. Places in the log are as PostgreSQL writes them. */
export interface StreamState {
  slot: string
  /** Everything that was committed before has been reported. */
  position: string
  /** Of the transaction that comes next, what has been taken already; left out where nothing has. */
  within?: Within | null
  /** By the name of the plan. */
  tables: Readonly<Record<string, TableStream>>
  /** The last time that changes were lost. */
  lost: LostChanges | null
  /** What the server has answered at every pull since then when it was asked for changes; left out where it gives them. */
  failing?: { since: Millis; why: string }
}

/** How far into a transaction the stream was read: one that is larger than a pull is taken by several. */
export interface Within {
  /** The place in the log at which it was committed. */
  commit: string
  /** Changes that were taken, by the oid of the table: they come in the same order each time. */
  taken: Readonly<Record<number, number>>
}

export interface TableStream {
  /** Since when its changes have been followed: what its rows said before has to be read. */
  since: Millis
  /** What was committed before this place has been read, or is of a life that is over. */
  after: string
  /** Under which its changes came; one that is its own no longer may still have some. Left out by an earlier version. */
  oids?: readonly number[]
}

export interface LostChanges {
  at: Millis
  why: string
  /** No slot is made before this moment. */
  until: Millis
}

const lsn = Type.String({ pattern: '^[0-9A-F]{1,8}/[0-9A-F]{1,8}$' })
/** Of a `StreamState`, as far as it has to be so. */
export const streamShape = Type.Object({
  slot: Type.String(),
  position: lsn,
  within: Type.Optional(
    Type.Union([Type.Object({ commit: lsn, taken: Type.Record(Type.String(), Type.Number()) }), Type.Null()]),
  ),
  tables: Type.Record(
    Type.String(),
    Type.Object({
      since: Type.Number(),
      after: lsn,
      oids: Type.Optional(Type.Array(Type.Number())),
    }),
  ),
  failing: Type.Optional(Type.Object({ since: Type.Number(), why: Type.String() })),
  lost: Type.Union([
    Type.Object({ at: Type.Number(), why: Type.String(), until: Type.Number() }),
    Type.Null(),
  ]),
})
