// Small numbers in the place of what is said a million times: streams (a kind of a source) and label sets.
import type { DatabaseSync } from 'node:sqlite'
import type { Millis } from '../../../core/clock.ts'
import type { Labels } from '../../../core/series-key.ts'
import { LIFECYCLE_KINDS, type LifecycleKind } from '../../../lifecycles/registry.ts'
import { OVERFLOW } from '../../../series/grouping.ts'
import { labelSetShape } from '../../shapes/facts.ts'
import {
  instead,
  json,
  millis,
  oneOf,
  orNull,
  rowNumber,
  string,
  type TableRule,
  whole,
} from '../codec/rules.ts'

export const DICTIONARY_DDL = `
CREATE TABLE streams (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  earliest INTEGER,
  UNIQUE (kind, source)
) STRICT;
CREATE TABLE label_sets (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT;
`

/** Their numbers are multiplied by hours. */
const MOST_STREAMS = 1_000_000

export const DICTIONARY_ROWS: readonly TableRule[] = [
  {
    table: 'streams',
    key: ['rowid'],
    columns: {
      id: whole(1, MOST_STREAMS),
      kind: oneOf(LIFECYCLE_KINDS),
      source: string,
      earliest: instead(orNull(millis), '(SELECT min(millis) FROM cells WHERE stream = streams.id)'),
    },
    without: 'What was kept of that kind of facts of the source is set aside with it.',
  },
  {
    table: 'label_sets',
    key: ['rowid'],
    // It keeps its number: another set of labels must not come to stand for what was counted under this one.
    columns: {
      id: rowNumber,
      labels: instead(json(labelSetShape), "json_object('unreadable', 'label set ' || rowid)"),
    },
    without: 'What was counted under these labels counts under none.',
  },
]

export interface Stream {
  id: number
  kind: LifecycleKind
  source: string
}

export interface Dictionary {
  /** Null where nothing of it was ever kept. */
  stream(kind: LifecycleKind, source: string): number | null
  ensureStream(kind: LifecycleKind, source: string): number
  streams(): Stream[]
  earliest(stream: number): Millis | null
  /** The stream holds something of that moment. */
  begins(stream: number, at: Millis): void
  /**
   * The number of a label set, given by `labelsKey`. Beyond the most that are told apart, that of one in which the label of the most values
   * says `other`, if it has that, and beyond some more that of one in which all do. It is the same one after every start.
   */
  labelSet(key: string): number
  /** Whether there are more label sets than are told apart, and this label is given up: its `other` may stand for values that were not kept. */
  isGivenUp(label: string): boolean
  /** The same object every time. */
  labels(id: number): Labels
  /** A transaction was rolled back: what was remembered of it is not so. */
  reset(): void
}

/** More label sets than this are not told apart: a platform that writes an id into a label must not fill the disk. */
const MOST_LABEL_SETS = 100_000

/** So many more, in which that label is the overflow: the others are still told apart. */
const MOST_SIMPLER = 10_000

export function createDictionary(db: DatabaseSync): Dictionary {
  const streams = createStreams(db)
  const sets = createLabelSets(db)
  return {
    ...streams,
    ...sets,
    reset: () => {
      streams.reset()
      sets.reset()
    },
  }
}

function createStreams(db: DatabaseSync): Omit<Dictionary, 'labelSet' | 'labels' | 'isGivenUp'> {
  const find = db.prepare('SELECT id FROM streams WHERE kind = ? AND source = ?')
  const add = db.prepare('INSERT INTO streams (kind, source) VALUES (?, ?) RETURNING id')
  const all = db.prepare('SELECT id, kind, source FROM streams ORDER BY id')
  const earliest = db.prepare('SELECT earliest AS at FROM streams WHERE id = ?')
  const setEarliest = db.prepare('UPDATE streams SET earliest = ? WHERE id = ?')
  const known = new Map<LifecycleKind, Map<string, number>>()
  const beginnings = new Map<number, Millis>()
  const earliestOf = (id: number): Millis | null => {
    const at = beginnings.get(id) ?? (earliest.get(id)?.at as number | null | undefined) ?? null
    if (at !== null) beginnings.set(id, at)
    return at
  }
  const stream: Dictionary['stream'] = (kind, source) => {
    const sources = known.get(kind) ?? new Map<string, number>()
    const found = sources.get(source) ?? (find.get(kind, source)?.id as number | undefined)
    if (found === undefined) return null
    known.set(kind, sources.set(source, found))
    return found
  }
  return {
    stream,
    ensureStream: (kind, source) => stream(kind, source) ?? (add.get(kind, source)?.id as number),
    streams: () => all.all() as unknown as Stream[],
    earliest: earliestOf,
    begins: (id, at) => {
      if (at >= (earliestOf(id) ?? Number.POSITIVE_INFINITY)) return
      setEarliest.run(at, id)
      beginnings.set(id, at)
    },
    reset: () => {
      known.clear()
      beginnings.clear()
    },
  }
}

function createLabelSets(db: DatabaseSync): Pick<Dictionary, 'labelSet' | 'labels' | 'isGivenUp' | 'reset'> {
  const find = db.prepare('SELECT id FROM label_sets WHERE labels = ?')
  const add = db.prepare('INSERT INTO label_sets (labels) VALUES (?) RETURNING id')
  const count = db.prepare('SELECT count(*) AS n FROM label_sets')
  const read = db.prepare('SELECT labels FROM label_sets WHERE id = ?')
  // What comes later changes nothing of what is given up: what is taken out again must be what was added.
  const first = db.prepare('SELECT labels FROM label_sets ORDER BY id LIMIT ?')
  let mostVaried: string | null = null
  const mostVariedOfFirst = (): string => {
    mostVaried ??= mostVariedIn(first.iterate(MOST_LABEL_SETS) as Iterable<{ labels: string }>)
    return mostVaried
  }
  const ids = new Map<string, number>()
  const labels = new Map<number, Labels>()
  let held: number | null = null
  const countOnce = (): number => {
    held ??= count.get()?.n as number
    return held
  }
  const ensure = (key: string): number => {
    const known = find.get(key)?.id as number | undefined
    if (known !== undefined) return known
    held = countOnce() + 1
    return add.get(key)?.id as number
  }
  const isRoom = (most: number): boolean => countOnce() < most
  const lookUp = (key: string): number => {
    const known = find.get(key)?.id as number | undefined
    if (known !== undefined) return known
    if (isRoom(MOST_LABEL_SETS)) return ensure(key)
    const most = mostVariedOfFirst()
    const own = JSON.parse(key) as Labels
    // What has no such label, as of another source or kind, has no part in that.
    const simpler = Object.hasOwn(own, most) ? JSON.stringify({ ...own, [most]: OVERFLOW }) : key
    if (find.get(simpler) !== undefined || isRoom(MOST_LABEL_SETS + MOST_SIMPLER)) return ensure(simpler)
    return ensure(JSON.stringify(Object.fromEntries(Object.keys(own).map(name => [name, OVERFLOW]))))
  }
  return {
    labelSet: key => {
      const found = ids.get(key) ?? lookUp(key)
      if (ids.size < 2 * MOST_LABEL_SETS) ids.set(key, found)
      return found
    },
    isGivenUp: label =>
      !isRoom(MOST_LABEL_SETS + MOST_SIMPLER) || (!isRoom(MOST_LABEL_SETS) && label === mostVariedOfFirst()),
    labels: id => {
      const known = labels.get(id)
      if (known !== undefined) return known
      const own = JSON.parse((read.get(id)?.labels as string | undefined) ?? '{}') as Labels
      labels.set(id, own)
      return own
    },
    reset: () => {
      held = null
      ids.clear()
      labels.clear()
    },
  }
}

/** The label of which there are the most values: an id, or a version that is new every day. */
function mostVariedIn(sets: Iterable<{ labels: string }>): string {
  const values = new Map<string, Set<string>>()
  for (const { labels } of sets) {
    for (const [name, value] of Object.entries(JSON.parse(labels) as Labels)) {
      const seen = values.get(name) ?? new Set()
      values.set(name, seen.add(value))
    }
  }
  const [most] = [...values].sort(([, a], [, b]) => b.size - a.size)
  return most?.[0] ?? ''
}
