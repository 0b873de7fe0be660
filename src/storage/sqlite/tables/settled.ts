// What was let go, as five bytes each: enough to know it again when its source brings it once more.
import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../../core/clock.ts'
import { HOUR } from '../../../core/duration.ts'
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
}

export function createSettled(db: DatabaseSync): Settled {
  const statements = prepare(db)
  const held = createHours((stream, hour) => subjectsIn(statements.read.all(stream, hour)))
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
        const subjects = held.of(stream, hour)
        if (subjects.has(short)) continue
        subjects.add(short)
        const name = stream * HOURS + hour
        const waiting = fresh.get(name)
        if (waiting === undefined) fresh.set(name, { stream, hour, subjects: [short] })
        else waiting.subjects.push(short)
        if (held.size() > MOST_HELD) flush()
      }
    },
    flush,
    merge: before => {
      if (statements.expire.run(Math.floor(before / HOUR)).changes > 0) held.clear()
      const hours = statements.parted.all(JOINED_AT_ONCE) as Array<{ stream: number; hour: number }>
      for (const { stream, hour } of hours) {
        const subjects = subjectsIn(statements.read.all(stream, hour))
        statements.remove.run(stream, hour)
        statements.insert.run(stream, hour, pack([...subjects].sort((a, b) => a - b)))
      }
      return hours.length === JOINED_AT_ONCE
    },
    reset: () => {
      held.clear()
      fresh.clear()
    },
  }

  /** After it an hour may be let go of: what was added is found in the table. */
  function flush(): void {
    for (const { stream, hour, subjects } of fresh.values())
      statements.insert.run(stream, hour, pack(subjects))
    fresh.clear()
    held.trim(MOST_HELD)
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
function createHours(read: (stream: number, hour: number) => Set<number>) {
  const hours = new Map<number, Set<number>>()
  return {
    of(stream: number, hour: number): Set<number> {
      const name = stream * HOURS + hour
      const known = hours.get(name)
      if (known !== undefined) return known
      const subjects = read(stream, hour)
      hours.set(name, subjects)
      return subjects
    },
    size: () => hours.size,
    trim(most: number): void {
      for (const oldest of hours.keys()) {
        if (hours.size <= most) return
        hours.delete(oldest)
      }
    },
    clear: () => hours.clear(),
  }
}

function subjectsIn(rows: ReadonlyArray<Record<string, unknown>>): Set<number> {
  const subjects = new Set<number>()
  for (const { subjects: bytes } of rows) unpack(bytes as Uint8Array, subjects)
  return subjects
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

function pack(subjects: readonly number[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(subjects.length * BYTES)
  for (const [place, subject] of subjects.entries()) bytes.writeUIntBE(subject, place * BYTES, BYTES)
  return bytes
}

function unpack(bytes: Uint8Array, into: Set<number>): void {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < view.length; at += BYTES) into.add(view.readUIntBE(at, BYTES))
}
