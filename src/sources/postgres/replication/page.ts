// A page of the stream, parted by table: the rows are made by the server, all of a table at once, and handed to its reader in the
// order in which they were written.
import { DatabaseError } from 'pg'
import type { Millis } from '../../../core/clock.ts'
import { messageOf } from '../../../core/errors.ts'
import type { SourceProblem } from '../../source.ts'
import type { StreamState, Within } from '../completeness/followed.ts'
import type { Row, Session } from '../connection/session.ts'
import type { Change } from '../reading/changes.ts'
import type { DatabaseState } from '../reading/cursor.ts'
import { keyCells, keyOf } from '../reading/rows/cells.ts'
import type { Step } from '../reading/rows/step.ts'
import type { Target } from '../target.ts'
import {
  completed,
  evaluateKeys,
  evaluateRows,
  type FollowedTable,
  identifying,
  jsonOf,
  keyTexts,
  presentRows,
  unrepeated,
  withMoved,
} from './followed-table.ts'
import { LargeValues } from './large-values.ts'
import { type Message, type PublishedColumn, readLsn, type Tuple, writeLsn } from './pgoutput.ts'

export interface PageOptions {
  session: Session
  state: DatabaseState & { stream: StreamState }
  followed: ReadonlyArray<{ target: Target; table: FollowedTable; oids: readonly number[] }>
  now: Millis
  /** When what was committed then counts as deleted. */
  momentOf(committedAt: Millis): Millis
}

/** What a page brings. */
interface Page {
  steps: ReadonlyArray<{ target: Target; step: Step }>
  problems: readonly SourceProblem[]
  /** Plans of which changes could not be read. */
  unread: readonly string[]
}

/** A change as it comes, before its cells are made. `known`: a row that an earlier pull has taken of the same transaction. */
type Raw = (Written & { kind: 'row' | 'known' | 'deleted' }) | { kind: 'commit'; at: Millis }

interface Written {
  /** When it is committed. */
  at: Millis
  tuple: Tuple
  columns: readonly PublishedColumn[]
}

interface Following {
  target: Target
  table: FollowedTable
  /** What the page has of it so far. */
  raw: Raw[]
  /** The transaction under way has changed it. */
  touched: boolean
  /** Why nothing more is taken of it: what comes is read from the table. */
  given: SourceProblem | 'emptied' | null
}

export class PageReader {
  readonly #options: PageOptions
  readonly #relations = new Map<number, readonly PublishedColumn[]>()
  readonly #byOid = new Map<number, Following[]>()
  readonly #all: Following[]
  readonly #large = new LargeValues()
  /** Of the transaction under way. */
  #commitAt = 0n
  #committedAt: Millis = 0
  #isOpen = false
  /** Changes of it that have come, and those that an earlier pull has taken, by table. */
  #seen = new Map<number, number>()
  #taken: Within['taken'] = {}

  constructor(options: PageOptions) {
    this.#options = options
    this.#all = options.followed.map(({ target, table, oids }) => {
      const following: Following = { target, table, raw: [], touched: false, given: null }
      for (const oid of oids) this.#byOid.set(oid, [...(this.#byOid.get(oid) ?? []), following])
      return following
    })
  }

  /** What has been taken of a transaction that goes on in the next page; null between two. */
  within(): Within | null {
    if (!this.#isOpen) return null
    const taken = { ...this.#taken }
    for (const [oid, changes] of this.#seen) taken[oid] = Math.max(changes, taken[oid] ?? 0)
    return { commit: writeLsn(this.#commitAt), taken }
  }

  async take(messages: readonly Message[]): Promise<Page> {
    const before = new Set(this.#all.filter(({ given }) => given !== null))
    for (const message of messages) this.#sort(message)
    const steps: { target: Target; step: Step }[] = []
    for (const following of this.#all) {
      const { target, raw } = following
      following.raw = []
      if (raw.length === 0) continue
      try {
        const { now, session, state } = this.#options
        const told = await this.#changesOf(following, raw)
        const changes = await withMoved(following.table, session, told, {
          now,
          closing: target.reader.closing(told),
        })
        const since = state.stream.tables[target.plan.name]?.since ?? now
        steps.push({ target, step: target.reader.takeChanges(changes, now, since) })
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
        following.given = unreadable(following.table, messageOf(error), 'It is tried again at every pull')
      }
    }
    const given = this.#all.filter(following => following.given !== null && !before.has(following))
    return {
      steps,
      problems: given.flatMap(({ given: why }) => (why === null || why === 'emptied' ? [] : [why])),
      unread: given.map(({ target }) => target.plan.name),
    }
  }

  #sort(message: Message): void {
    switch (message.kind) {
      case 'begin':
        this.#begin(message.commit, message.committedAt)
        break
      case 'relation':
        this.#relations.set(message.oid, message.columns)
        for (const one of this.#byOid.get(message.oid) ?? []) this.#hold(one, message.columns)
        break
      case 'insert':
        this.#add(message.oid, [['row', this.#whole(message.oid, message.after)]])
        break
      case 'update':
        this.#add(
          message.oid,
          updated(message.before, this.#whole(message.oid, message.after, message.before)),
        )
        break
      case 'delete':
        this.#add(message.oid, [['deleted', message.before]])
        break
      case 'truncate':
        for (const oid of message.oids) for (const one of this.#byOid.get(oid) ?? []) one.given ??= 'emptied'
        break
      case 'commit':
        this.#commit()
        break
      case 'other':
        break
    }
  }

  /** A column that is not published would be taken for NULL. */
  #hold(following: Following, columns: readonly PublishedColumn[]): void {
    const missing = following.table.needed.filter(name => !columns.some(column => column.name === name))
    if (missing.length > 0)
      following.given ??= unreadable(following.table, `${missing.join(', ')} not published`)
  }

  #begin(commit: bigint, at: Millis): void {
    const { within } = this.#options.state.stream
    this.#commitAt = commit
    this.#committedAt = at
    this.#isOpen = true
    this.#seen = new Map()
    this.#taken = within?.commit === writeLsn(commit) ? within.taken : {}
  }

  #add(oid: number, changes: ReadonlyArray<readonly ['row' | 'deleted', Tuple]>): void {
    const columns = this.#relations.get(oid) ?? []
    const followed = this.#byOid.get(oid) ?? []
    if (followed.length === 0) return
    const seen = (this.#seen.get(oid) ?? 0) + 1
    this.#seen.set(oid, seen)
    const isKnown = seen <= (this.#taken[oid] ?? 0)
    for (const following of followed) {
      if (following.given !== null || this.#commitAt < this.#after(following)) continue
      following.touched = true
      const at = this.#options.momentOf(this.#committedAt)
      for (const [kind, tuple] of changes) {
        following.raw.push({ kind: isKnown && kind === 'row' ? 'known' : kind, tuple, columns, at })
      }
    }
  }

  /** With what it does not repeat, as far as its row has changed lately. */
  #whole(oid: number, after: Tuple, before: Tuple | null = null): Tuple {
    const [followed] = this.#byOid.get(oid) ?? []
    const columns = this.#relations.get(oid)
    if (followed === undefined || columns === undefined) return after
    const key = identifying(followed.table, columns)
    const rowOf = (tuple: Tuple): string => JSON.stringify([oid, ...key.map(place => tuple[place])])
    return this.#large.filled(rowOf(after), after, rowOf(before ?? after))
  }

  #commit(): void {
    this.#isOpen = false
    const at = this.#options.momentOf(this.#committedAt)
    for (const following of this.#all) {
      if (!following.touched) continue
      following.touched = false
      following.raw.push({ kind: 'commit', at })
    }
  }

  /** What was committed before is passed over: the table was read since, or it is of a life that is over. */
  #after({ target }: Following): bigint {
    return readLsn(this.#options.state.stream.tables[target.plan.name]?.after ?? '0/0')
  }

  async #changesOf({ table }: Following, raw: readonly Raw[]): Promise<Change[]> {
    const { session } = this.#options
    const written = raw.filter(isOf('row'))
    const named = raw.filter(isOf('deleted', 'known'))
    const rows = await evaluateRows(
      table,
      session,
      written.map(({ tuple, columns }) => jsonOf(table, columns, tuple)),
    )
    const keys = await this.#keysOf(table, named)
    const present = await this.#unrepeated(table, written, rows)
    const changes: Change[] = []
    let [nextRow, nextKey] = [0, 0]
    for (const one of raw) {
      if (one.kind === 'commit') changes.push({ kind: 'commit', at: one.at })
      else if (one.kind === 'row') {
        const row = present.has(nextRow) ? present.get(nextRow) : rows.get(nextRow)
        nextRow += 1
        if (row != null) changes.push({ kind: 'row', row, at: one.at })
      } else {
        changes.push({ kind: one.kind, key: keyOf(table.plan, ['', ...(keys[nextKey] ?? [])]) })
        nextKey += 1
      }
    }
    return changes
  }

  async #keysOf(table: FollowedTable, named: readonly Written[]): Promise<readonly Row[]> {
    const texts = named.map(({ tuple, columns }) => keyTexts(table, columns, tuple))
    if (texts.every(one => one !== null)) return texts
    const rows = named.map(({ tuple, columns }) => jsonOf(table, columns, tuple))
    return evaluateKeys(table, this.#options.session, rows)
  }

  /** Rows whose large values were not repeated, with those that they have now; null where nothing can be told from what is left. */
  async #unrepeated(
    table: FollowedTable,
    written: readonly Written[],
    rows: ReadonlyMap<number, Row>,
  ): Promise<ReadonlyMap<number, Row | null>> {
    const lacking = written.flatMap(({ tuple, columns }, place) => {
      const row = rows.get(place)
      const missing = unrepeated(table, columns, tuple)
      return row === undefined || missing.length === 0 ? [] : [{ place, row, missing }]
    })
    const { plan } = table
    const keys = lacking.map(({ row }) => keyCells(plan, keyOf(plan, row)))
    const present = await presentRows(table, this.#options.session, keys)
    return new Map(
      lacking.map(({ place, row, missing }, i) => [place, completed(table, row, missing, present.get(i))]),
    )
  }
}

/** Where the whole row of before is repeated, it holds what the new one leaves out. */
function updated(before: Tuple | null, after: Tuple): ReadonlyArray<readonly ['row' | 'deleted', Tuple]> {
  if (before === null) return [['row', after]]
  return [
    ['deleted', before],
    ['row', after.map((value, i) => (value === undefined ? (before[i] ?? undefined) : value))],
  ]
}

function isOf(...kinds: Raw['kind'][]) {
  return (raw: Raw): raw is Extract<Raw, { tuple: Tuple }> =>
    raw.kind !== 'commit' && kinds.includes(raw.kind)
}

function unreadable(
  { plan }: FollowedTable,
  why: string,
  remedy = 'Where it stays, publish all of its mapped columns',
): SourceProblem {
  return {
    where: plan.mapping.table,
    message: `its changes could not be read: ${why}; the table is read instead`,
    remedy,
    refused: 0,
  }
}
