// Cells, as one row for what each commit adds to a stretch of time; rows of one stretch are merged as they are read, and
// joined later. A stretch of busy hours holds thousands of label sets: neither is done of all of them at once.
import type { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { LAST_MOMENT, type Millis } from '../../../core/clock.ts'
import { HOUR, WEEK } from '../../../core/duration.ts'
import { messageOf } from '../../../core/errors.ts'
import { atOnce, type Sliced } from '../../../core/turns/pause.ts'
import { isEmpty, mergeTally, type Tally } from '../../../indicators/tally.ts'
import { bucketStart } from '../../../series/bucket.ts'
import type { Slice } from '../../../series/cells.ts'
import type { CellStore } from '../../store.ts'
import { checkTallies, joinedTallies, mergedTallies, type TalliesInOrder } from '../codec/merged-tallies.ts'
import { keyOf, type Quarantine, whereKey } from '../codec/quarantine.ts'
import { also, blob, flag, refersTo, rowNumber, type TableRule, whole } from '../codec/rules.ts'
import { encodeTallies } from '../codec/tally-codec.ts'
import type { Dictionary } from './dictionary.ts'

export const CELLS_DDL = `
CREATE TABLE cells (
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  at INTEGER NOT NULL,
  width INTEGER NOT NULL,
  packed INTEGER NOT NULL,
  tallies BLOB NOT NULL
) STRICT;
CREATE INDEX cells_by_time ON cells (stream, at, width);
CREATE TABLE reopened (stream INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (stream, at)) STRICT, WITHOUT ROWID;
`

const CELLS_RULE: TableRule = {
  table: 'cells',
  key: ['rowid'],
  columns: {
    id: rowNumber,
    stream: refersTo('streams'),
    at: whole(-WEEK, LAST_MOMENT),
    width: whole(1, LAST_MOMENT),
    packed: flag,
    tallies: also(blob, 'length(?) > 0'),
  },
  without:
    'What was counted in it is missing in buckets that are estimated from now on; points that there are stay.',
}

export const CELLS_ROWS: readonly TableRule[] = [
  CELLS_RULE,
  {
    table: 'reopened',
    key: ['stream', 'at'],
    columns: { stream: refersTo('streams'), at: whole(-WEEK, LAST_MOMENT) },
    without: 'A bucket that late facts have changed is not estimated again.',
  },
]

/** Rows of one stretch of time that are left apart. */
const MOST_PARTS = 4

/** Stretches that are written in one commit, joined. */
const JOINED_AT_ONCE = 4

/** Moments whose rows are read at once, and bytes of them, unless one moment has more. */
const READ_AT_ONCE = 24
const BYTES_AT_ONCE = 1 << 18

interface CellRow {
  id: number
  at: number
  width: number
  packed: number
  tallies: Uint8Array<ArrayBuffer>
}

export function sqliteCells(db: DatabaseSync, dictionary: Dictionary, quarantine: Quarantine): CellStore {
  const statements = { ...prepare(db), setAside: setAsideIn(db, quarantine), reading: new Set<Reading>() }
  const streamOf = dictionary.stream
  return {
    add: (kind, source, grain, deltas) => {
      const stream = dictionary.ensureStream(kind, source)
      for (const [at, byLabels] of deltas) {
        const tallies = new Map<number, Tally>()
        for (const [key, tally] of byLabels) {
          if (!isEmpty(tally)) addTally(tallies, dictionary.labelSet(key), tally)
        }
        if (tallies.size > 0) statements.insert.run(stream, at, grain, 0, encodeTallies(tallies))
      }
    },
    read: (kind, source, from, to, of) => {
      const stream = streamOf(kind, source)
      return stream === null ? [] : readSlices(statements, dictionary, stream, { from, to }, of)
    },
    ...marksOf(statements, dictionary),
    widen: function* (kind, source, width, before) {
      const stream = streamOf(kind, source)
      if (stream === null) return null
      const first = statements.narrow.get(stream, width, bucketStart(before, width))?.at as number | undefined
      if (first === undefined) return null
      const at = bucketStart(first, width)
      const rows = statements.between.all(stream, at, at + width - 1) as unknown as CellRow[]
      const inside = rows.filter(row => row.at + row.width <= at + width)
      return yield* join(statements, inside, { stream, at, width })
    },
    merge: function* () {
      const stretches = statements.parted.all(MOST_PARTS, JOINED_AT_ONCE) as unknown as Stretch[]
      if (stretches.length === 0) return null
      const writes: Array<() => void> = []
      for (const stretch of stretches) {
        const rows = statements.between.all(stretch.stream, stretch.at, stretch.at) as unknown as CellRow[]
        const parts = rows.filter(row => row.width === stretch.width)
        writes.push(yield* join(statements, parts, stretch))
      }
      return () => {
        for (const write of writes) write()
      }
    },
  }
}

function marksOf(
  statements: Statements,
  dictionary: Dictionary,
): Pick<CellStore, 'reopen' | 'reopened' | 'taken'> {
  // Those that were marked since they were last handed out: whoever has them may have read their cells before.
  const again = new Map<number, Set<Millis>>()
  return {
    reopen: (kind, source, moments) => {
      const stream = dictionary.ensureStream(kind, source)
      for (const at of moments) statements.reopen.run(stream, at)
      again.set(stream, new Set([...(again.get(stream) ?? []), ...moments]))
    },
    reopened: (kind, source, limit) => {
      const stream = dictionary.stream(kind, source)
      if (stream === null) return []
      again.delete(stream)
      return statements.reopened.all(stream, limit).map(row => row.at as number)
    },
    taken: (kind, source, moments) => {
      const stream = dictionary.stream(kind, source)
      if (stream === null) return
      for (const at of moments) if (again.get(stream)?.has(at) !== true) statements.taken.run(stream, at)
    },
  }
}

interface Stretch {
  stream: number
  at: Millis
  width: Millis
}

/** From where on somebody reads further. */
interface Reading {
  stream: number
  next: Millis
}

/** Makes one row of many; what it returns puts it in their place, unless one is not what it was, or somebody has read half of them. */
function* join(
  { setAside, isThere, remove, insert, reading }: Statements,
  rows: readonly CellRow[],
  { stream, at, width }: Stretch,
): Sliced<() => void> {
  const parts = yield* soundParts(rows, setAside)
  const tallies = yield* joinedTallies([...parts.values()])
  const packed = tallies === null ? null : zstdCompressSync(tallies)
  return () => {
    if ([...reading].some(one => one.stream === stream && at < one.next && one.next < at + width)) return
    if ([...parts.keys()].some(row => isThere.get(row.id, row.tallies) === undefined)) return
    for (const { id } of parts.keys()) remove.run(id)
    if (packed !== null) insert.run(stream, at, width, 1, packed)
  }
}

/** A few moments at a time: between two slices anything may be written. A slice of many cells comes in pieces. */
function* readSlices(
  statements: Statements,
  dictionary: Dictionary,
  stream: number,
  { from, to }: Pick<Slice, 'from' | 'to'>,
  of: ReadonlySet<string> | undefined,
): Generator<Slice> {
  const place: Reading = { stream, next: from }
  statements.reading.add(place)
  try {
    // The widest are weeks: a slice that began a week before may still overlap.
    let next = statements.overlapping.get(stream, from, from)?.at as number | null
    while (next !== null && next < to) {
      const last = lastOf(statements.moments.all(stream, next, to, READ_AT_ONCE) as unknown as Moment[])
      if (last === null) return
      const rows = statements.between.all(stream, next, last) as unknown as CellRow[]
      place.next = last + 1
      for (const same of Map.groupBy(rows, ({ at, width }) => `${at}:${width}`).values()) {
        const [{ at, width } = { at: 0, width: 0 }] = same
        if (at + width <= from) continue
        const parts = atOnce(soundParts(same, statements.setAside))
        for (const piece of mergedTallies([...parts.values()], of))
          yield toSlice(at, width, piece, dictionary)
      }
      next = place.next
    }
  } finally {
    statements.reading.delete(place)
  }
}

interface Moment {
  at: Millis
  bytes: number
}

/** Up to which of them rows are read at once. */
function lastOf(moments: readonly Moment[]): Millis | null {
  let [last, bytes] = [moments[0]?.at ?? null, 0]
  for (const moment of moments) {
    bytes += moment.bytes
    if (bytes > BYTES_AT_ONCE) break
    last = moment.at
  }
  return last
}

type Statements = ReturnType<typeof prepare> & {
  setAside(row: CellRow, fault: string): void
  reading: Set<Reading>
}

function prepare(db: DatabaseSync) {
  const columns = 'id, at, width, packed, tallies'
  return {
    insert: db.prepare('INSERT INTO cells (stream, at, width, packed, tallies) VALUES (?, ?, ?, ?, ?)'),
    remove: db.prepare('DELETE FROM cells WHERE id = ?'),
    overlapping: db.prepare(
      `SELECT min(at) AS at FROM cells WHERE stream = ? AND at > ? - ${7 * 24 * HOUR} AND at + width > ?`,
    ),
    moments: db.prepare(
      `SELECT at, sum(length(tallies)) AS bytes FROM cells WHERE stream = ? AND at >= ? AND at < ?
       GROUP BY at ORDER BY at LIMIT ?`,
    ),
    isThere: db.prepare('SELECT 1 FROM cells WHERE id = ? AND tallies = ?'),
    between: db.prepare(
      `SELECT ${columns} FROM cells WHERE stream = ? AND at >= ? AND at <= ? ORDER BY at, width DESC, id`,
    ),
    narrow: db.prepare('SELECT at FROM cells WHERE stream = ? AND width < ? AND at < ? ORDER BY at LIMIT 1'),
    parted: db.prepare(
      'SELECT stream, at, width FROM cells GROUP BY stream, at, width HAVING count(*) > ? LIMIT ?',
    ),
    reopen: db.prepare('INSERT OR IGNORE INTO reopened VALUES (?, ?)'),
    reopened: db.prepare('SELECT at FROM reopened WHERE stream = ? ORDER BY at LIMIT ?'),
    taken: db.prepare('DELETE FROM reopened WHERE stream = ? AND at = ?'),
  }
}

/** The bytes of rows, unpacked. A row that cannot be read is set aside; what is in the others counts. */
function* soundParts(
  rows: readonly CellRow[],
  aside: Statements['setAside'],
): Sliced<Map<CellRow, Uint8Array>> {
  const parts = new Map<CellRow, Uint8Array>()
  for (const row of rows) {
    try {
      const tallies = row.packed === 1 ? zstdDecompressSync(row.tallies) : row.tallies
      checkTallies(tallies)
      parts.set(row, tallies)
    } catch (error) {
      aside(row, messageOf(error))
    }
    yield
  }
  return parts
}

function setAsideIn(db: DatabaseSync, quarantine: Quarantine): Statements['setAside'] {
  const remove = db.prepare(`DELETE FROM cells WHERE ${whereKey(CELLS_RULE)}`)
  return (one, fault) => {
    const kept = { rowid: one.id, ...one }
    quarantine.keep({ rule: CELLS_RULE, row: kept, fault: `tallies: ${fault}`, outcome: 'set aside' })
    remove.run(...keyOf(CELLS_RULE, kept))
  }
}

function toSlice(at: Millis, width: Millis, tallies: TalliesInOrder, dictionary: Dictionary): Slice {
  const cells = tallies.map(([id, tally]) => ({ labels: dictionary.labels(id), tally }))
  return { from: at, to: at + width, cells }
}

function addTally(into: Map<number, Tally>, id: number, tally: Tally): void {
  const known = into.get(id)
  if (known === undefined) into.set(id, tally)
  else mergeTally(known, tally)
}
