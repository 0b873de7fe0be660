// What was let go, as five bytes each: enough to know it again when its source brings it once more.
import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../../core/clock.ts'
import { HOUR } from '../../../core/duration.ts'
import { createNumberSet, type NumberSet } from '../codec/number-set.ts'
import { also, blob, refersTo, rowNumber, type TableRule, whole } from '../codec/rules.ts'

export const SETTLED_DDL = `
CREATE TABLE settled (
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  subjects BLOB NOT NULL
) STRICT;
CREATE INDEX settled_by_hour ON settled (hour, stream);
`

const BYTES = 5

/** More than there are since 1970. */
const HOURS = 10_000_000

export const SETTLED_ROWS: TableRule = {
  table: 'settled',
  key: ['rowid'],
  columns: {
    id: rowNumber,
    stream: refersTo('streams'),
    hour: whole(0, HOURS - 1),
    subjects: also(blob, `length(?) % ${BYTES} = 0`),
  },
  without: 'What ended in that hour would count twice if its source reported it again.',
}

/** Hours whose subjects are held in memory: those that a source is reading just now. */
const MOST_HELD = 120
/** Subjects of them, some twenty bytes each: of a busy source fewer hours are held, of the busiest so many. */
const MOST_SUBJECTS = 1_000_000
const LEAST_HELD = 6

/** Hours that are joined at once: some milliseconds. */
const JOINED_AT_ONCE = 20

export interface Settled {
  /**
   * Looks in the hours of the moments. Two subjects of one hour are taken for each other once in 10^12 / (subjects of
   * that hour) times.
   */
  has(stream: number, subject: string, moments: readonly Millis[]): boolean
  add(stream: number, subject: string, moments: readonly Millis[]): void
  /** Writes what was added; before every commit. */
  flush(): void
  /** Joins the parts of some hours that have many, and drops the hours before a moment; returns whether more are left. */
  merge(before: Millis): boolean
  reset(): void
  /** Subjects that are held in memory. */
  held(): number
}

/** `mostSubjects`: how many are held in memory, at most. */
export function createSettled(db: DatabaseSync, mostSubjects = MOST_SUBJECTS): Settled {
  const statements = prepare(db)
  const held = createHours((stream, hour) => subjectsIn(statements.read.all(stream, hour)), mostSubjects)
  const fresh = new Map<number, { stream: number; hour: number; subjects: number[] }>()
  const shorten = createShorten()
  return {
    has: (stream, subject, moments) => {
      const short = shorten(subject)
      return hoursOf(moments).some(hour => held.of(stream, hour).has(short))
    },
    add: (stream, subject, moments) => {
      const short = shorten(subject)
      for (const hour of hoursOf(moments)) {
        if (!held.add(stream, hour, short)) continue
        const name = stream * HOURS + hour
        const waiting = fresh.get(name)
        if (waiting === undefined) fresh.set(name, { stream, hour, subjects: [short] })
        else waiting.subjects.push(short)
        if (held.isFull()) flush()
      }
    },
    flush,
    merge: before => {
      if (statements.expire.run(Math.floor(before / HOUR)).changes > 0) held.clear()
      const hours = statements.parted.all(JOINED_AT_ONCE) as Array<{ stream: number; hour: number }>
      for (const { stream, hour } of hours) {
        const subjects = distinctIn(statements.read.all(stream, hour))
        statements.remove.run(stream, hour)
        statements.insert.run(stream, hour, pack(subjects.sort()))
      }
      return hours.length === JOINED_AT_ONCE
    },
    reset: () => {
      held.clear()
      fresh.clear()
    },
    held: held.size,
  }

  /** After it an hour may be let go of: what was added is found in the table. */
  function flush(): void {
    for (const { stream, hour, subjects } of fresh.values())
      statements.insert.run(stream, hour, pack(subjects))
    fresh.clear()
    held.trim()
  }
}

function prepare(db: DatabaseSync) {
  return {
    read: db.prepare('SELECT subjects FROM settled WHERE stream = ? AND hour = ?'),
    insert: db.prepare('INSERT INTO settled (stream, hour, subjects) VALUES (?, ?, ?)'),
    remove: db.prepare('DELETE FROM settled WHERE stream = ? AND hour = ?'),
    expire: db.prepare('DELETE FROM settled WHERE hour < ?'),
    parted: db.prepare('SELECT stream, hour FROM settled GROUP BY hour, stream HAVING count(*) > 4 LIMIT ?'),
  }
}

/** The subjects of hours, the last read in memory. */
function createHours(read: (stream: number, hour: number) => NumberSet, mostSubjects: number) {
  const hours = new Map<number, NumberSet>()
  let subjects = 0
  const isFull = (): boolean => hours.size > MOST_HELD || (subjects > mostSubjects && hours.size > LEAST_HELD)
  const of = (stream: number, hour: number): NumberSet => {
    const name = stream * HOURS + hour
    const known = hours.get(name)
    if (known !== undefined) return known
    const found = read(stream, hour)
    hours.set(name, found)
    subjects += found.size
    return found
  }
  return {
    of,
    size: () => subjects,
    /** False: it is there. */
    add(stream: number, hour: number, subject: number): boolean {
      const isNew = of(stream, hour).add(subject)
      if (isNew) subjects += 1
      return isNew
    },
    isFull,
    trim(): void {
      for (const [oldest, { size }] of hours) {
        if (!isFull()) return
        hours.delete(oldest)
        subjects -= size
      }
    },
    clear(): void {
      hours.clear()
      subjects = 0
    },
  }
}

type Rows = ReadonlyArray<Record<string, unknown>>

function subjectsIn(rows: Rows): NumberSet {
  const subjects = createNumberSet()
  for (const subject of unpack(rows)) subjects.add(subject)
  return subjects
}

function distinctIn(rows: Rows): Float64Array {
  const known = createNumberSet()
  return Float64Array.from(unpack(rows)).filter(subject => known.add(subject))
}

function hoursOf(moments: readonly Millis[]): number[] {
  const hours: number[] = []
  for (const at of moments) {
    const hour = Math.floor(at / HOUR)
    if (!hours.includes(hour)) hours.push(hour)
  }
  return hours
}

/** Subjects of which the digest is at hand: those of a commit are looked for first, and added then. */
const AT_HAND = 2000

/** The first forty bits of a digest. */
function createShorten(): (subject: string) => number {
  const known = new Map<string, number>()
  return subject => {
    const found = known.get(subject)
    if (found !== undefined) return found
    // As text of one byte a character: as bytes it takes five times as long.
    const digest = hash('sha1', subject, 'binary')
    let short = 0
    for (let at = 0; at < BYTES; at++) short = 256 * short + digest.charCodeAt(at)
    if (known.size >= AT_HAND) known.clear()
    known.set(subject, short)
    return short
  }
}

function pack(subjects: ArrayLike<number>): Uint8Array {
  const bytes = Buffer.allocUnsafe(subjects.length * BYTES)
  for (let place = 0; place < subjects.length; place++)
    bytes.writeUIntBE(subjects[place] ?? 0, place * BYTES, BYTES)
  return bytes
}

function* unpack(rows: Rows): Generator<number> {
  for (const { subjects } of rows) {
    const bytes = subjects as Uint8Array
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = 0; at < view.length; at += BYTES) yield view.readUIntBE(at, BYTES)
  }
}
