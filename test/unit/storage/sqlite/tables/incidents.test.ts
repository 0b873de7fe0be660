import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { Incident, Tie } from '../../../../../src/incidents/incident.ts'
import { DATABASE_FILE } from '../../../../../src/storage/sqlite/file/database.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { INCIDENTS_DDL, sqliteIncidents } from '../../../../../src/storage/sqlite/tables/incidents.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

function opened() {
  const db = new DatabaseSync(':memory:')
  db.exec(INCIDENTS_DDL)
  return { store: sqliteIncidents(db) }
}

function incident(id: string, openedAt: number, closedAt: number | null = null): Incident {
  const onset = { value: 1, lower: 0, upper: 2 }
  const members = [
    { change: `${id}:1`, series: 1, raisedAt: openedAt, clearedAt: closedAt, onset, odds: null },
  ]
  return {
    id,
    nature: 'change',
    openedAt,
    closedAt,
    mergedInto: null,
    members,
    explanation: null,
    events: [],
  }
}

describe('incidents in SQLite', () => {
  test('are kept whole, open ones in order and all of them newest first', () => {
    const { store } = opened()
    const [a, b, c] = [incident('a', 3), incident('b', 1), incident('c', 2, 5)]
    for (const one of [a, b, c]) store.save(one)
    assert.deepEqual(store.open(), [b, a])
    assert.deepEqual(store.list(2), [a, c])
    assert.deepEqual(store.get('c'), c)
    assert.equal(store.get('d'), null)
    assert.equal(store.openedSince(2), 2)
  })

  test('saved again are replaced', () => {
    const { store } = opened()
    store.save(incident('a', 3))
    store.save(incident('a', 3, 9))
    assert.deepEqual([store.open(), store.list(9).length], [[], 1])
  })

  test('what people said is kept in the order in which they said it', () => {
    const { store } = opened()
    const tie = (kind: Tie['kind'], at: number): Tie => ({ kind, a: 'x', b: 'y', by: 'ann', at, note: '' })
    for (const one of [tie('link', 1), tie('split', 2)]) store.tie(one)
    assert.deepEqual(store.tiesSince(0), [tie('link', 1), tie('split', 2)])
    assert.deepEqual(store.tiesSince(2), [tie('split', 2)])
  })

  test('a row that cannot be used is set aside when the store is opened, and the others go on', t => {
    const folder = temporaryFolder(t)
    const first = openSqliteStore(folder)
    first.incidents.save(incident('a', 3))
    first.close()
    const db = new DatabaseSync(join(folder, DATABASE_FILE))
    db.prepare("INSERT INTO incidents VALUES ('b', 1, NULL, '{}')").run()
    db.prepare("INSERT INTO incident_ties (at, tie) VALUES (1, '{}')").run()
    db.close()
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    assert.deepEqual(
      store.incidents.open().map(({ id }) => id),
      ['a'],
    )
    assert.deepEqual(store.incidents.tiesSince(0), [])
    assert.deepEqual(
      store.setAside.all().map(({ table }) => table),
      ['incidents', 'incident_ties'],
    )
  })
})
