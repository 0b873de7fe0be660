import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import { createDictionary, DICTIONARY_DDL } from '../../../../../src/storage/sqlite/tables/dictionary.ts'
import { LIFECYCLES_DDL, sqliteLifecycles } from '../../../../../src/storage/sqlite/tables/lifecycles.ts'
import { createSettled, SETTLED_DDL } from '../../../../../src/storage/sqlite/tables/settled.ts'
import { lifecycle } from '../../../../support/facts/lifecycles.ts'

function openedIn() {
  const db = new DatabaseSync(':memory:')
  for (const ddl of [DICTIONARY_DDL, LIFECYCLES_DDL, SETTLED_DDL]) db.exec(ddl)
  return { db, store: sqliteLifecycles(db, createDictionary(db), createSettled(db)) }
}

const opened = () => openedIn().store

const open = (subject: string, openedAt: number) => lifecycle('task', { subject, openedAt })
const ended = (subject: string, endedAt: number) =>
  lifecycle('task', { subject, openedAt: 1, endedAt, outcome: 'completed', measures: { value: 2 } })
const removed = (subject: string, at: number) =>
  lifecycle('task', { subject, openedAt: 1, outcome: 'removed', measures: { removed_at: at } })
const subjects = (found: ReadonlyArray<{ subject: string }>) => found.map(({ subject }) => subject)

describe('kept lifecycles', () => {
  test('come back as they were, and change in place', () => {
    const store = opened()
    const key = { kind: 'task', source: 'db', subject: 'a' } as const
    assert.equal(store.get(key), null)
    store.put(open('a', 5))
    const started = { ...open('a', 5), startedAt: 7, start: 'measured', labels: { task_type: 'x' } } as const
    store.put(started)
    assert.deepEqual(store.get(key), started)
    assert.equal(store.keptCount(), 1)
    store.remove(key)
    assert.equal(store.get(key), null)
  })

  test('are told apart by kind and source', () => {
    const store = opened()
    store.put(open('a', 5))
    assert.equal(store.get({ kind: 'claim', source: 'db', subject: 'a' }), null)
    assert.equal(store.get({ kind: 'task', source: 'other', subject: 'a' }), null)
    assert.deepEqual(store.streams(), [{ kind: 'task', source: 'db' }])
  })

  test('that ended are found by their end: from the first moment, up to before the last', () => {
    const store = opened()
    for (const one of [ended('c', 30), ended('a', 10), ended('b', 20), removed('r', 15), open('o', 15)]) {
      store.put(one)
    }
    assert.deepEqual(subjects(store.ended('task', 'db', 10, 30)), ['a', 'b'])
    assert.deepEqual(store.ended('task', 'other', 0, 99), [])
  })

  test('that are over, the removed among them, are found earliest first', () => {
    const store = opened()
    for (const one of [ended('c', 30), ended('a', 10), removed('r', 15), open('o', 1)]) store.put(one)
    assert.deepEqual(subjects(store.overBefore('task', 'db', 30, 9)), ['a', 'r'])
    assert.deepEqual(subjects(store.overBefore('task', 'db', 99, 1)), ['a'])
    assert.equal(store.openCount('task'), 1)
    assert.equal(store.openCount('claim'), 0)
    assert.equal(store.keptCount(), 4)
  })

  test('that are over are found between two moments, and those that are open page by page', () => {
    const store = opened()
    const all = [ended('c', 30), ended('a', 10), removed('r', 15), open('o', 1), open('p', 50), open('n', 9)]
    for (const one of all) store.put(one)
    assert.deepEqual(subjects(store.over('task', 'db', 10, 30)), ['a', 'r'])
    assert.deepEqual(store.over('task', 'other', 0, 99), [])
    assert.deepEqual(subjects(store.open('task', 'db', '', 2)), ['n', 'o'])
    assert.deepEqual(subjects(store.open('task', 'db', 'o', 2)), ['p'])
    assert.deepEqual(store.open('task', 'other', '', 2), [])
  })

  test('let the earliest moment of their stream be known after they are settled, too', () => {
    const store = opened()
    assert.equal(store.earliest('task', 'db'), null)
    store.put(open('a', 50))
    store.settle({ ...ended('b', 90), openedAt: 20 })
    assert.equal(store.earliest('task', 'db'), 20)
  })

  test('that are open are counted at once, however many have ended', () => {
    const { db, store } = openedIn()
    for (const subject of ['a', 'b']) store.put(open(subject, 5))
    const { stream } = db.prepare('SELECT stream FROM kept_lifecycles LIMIT 1').get() as { stream: number }
    const { labels } = db.prepare('SELECT labels FROM kept_lifecycles LIMIT 1').get() as { labels: number }
    db.exec(`WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 300000)
      INSERT INTO kept_lifecycles (stream, subject, opened_at, ended_at, over_at, outcome, labels)
        SELECT ${stream}, 't' || n, n, n, n, 'completed', ${labels} FROM many`)
    const times = Array.from({ length: 5 }, () => {
      const begun = performance.now()
      assert.equal(store.openCount('task'), 2)
      return performance.now() - begun
    })
    // To look at all of them takes ten milliseconds even in memory; this takes a hundredth of one.
    assert.ok(Math.min(...times) < 2, `${Math.min(...times)} ms`)
  })
})

describe('a settled lifecycle', () => {
  test('is known by its subject and one of its moments, and by nothing else', () => {
    const store = opened()
    assert.equal(store.wasSettled(ended('a', 10)), false)
    store.settle(ended('a', 10))
    assert.equal(store.wasSettled(open('a', 1)), true)
    assert.equal(store.wasSettled(ended('b', 10)), false)
    assert.equal(store.wasSettled(lifecycle('claim', { subject: 'a', openedAt: 1 })), false)
    assert.equal(store.get({ kind: 'task', source: 'db', subject: 'a' }), null)
  })

  test('of which the end alone was known is known by its beginning, where that lies two days before at most', () => {
    const store = opened()
    const at = 1_000 * HOUR
    store.settle({ ...ended('a', at), openedAt: null, startedAt: null })
    const before = at + 100 * HOUR
    for (const [begun, isKnown] of [
      [at, true],
      [at - HOUR, true],
      [at - 48 * HOUR, true],
      [at - 50 * HOUR, false],
      [at + 2 * HOUR, false],
    ] as const)
      assert.equal(store.wasSettled(open('a', begun), before), isKnown, `${(at - begun) / HOUR} hours before`)
    assert.equal(store.wasSettled(open('b', at - HOUR), before), false)
    assert.equal(store.wasSettled(open('a', at - HOUR), at - HOUR), false, 'none was settled from then on')
    assert.equal(store.wasSettled(ended('a', at - HOUR), before), false, 'that is another')
  })
})
