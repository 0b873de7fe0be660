import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { ChangeRecord } from '../../../../../src/detection/change.ts'
import { CHANGES_DDL, sqliteChanges } from '../../../../../src/storage/sqlite/tables/changes.ts'
import { SERIES_DDL } from '../../../../../src/storage/sqlite/tables/series.ts'

function opened() {
  const db = new DatabaseSync(':memory:')
  db.exec(SERIES_DDL)
  db.exec(CHANGES_DDL)
  for (const key of ['a', 'b']) {
    db.prepare("INSERT INTO series (key, indicator, labels, bucket) VALUES (?, 'x', '{}', 60)").run(key)
  }
  return sqliteChanges(db)
}

function record(id: string, seriesId: number, raisedAt: number, clearedAt: number | null): ChangeRecord {
  const around = { lower: 1, value: 2, upper: 3 }
  return {
    id,
    seriesId,
    raisedAt,
    clearedAt,
    alarm: { at: raisedAt, severity: 'watch', kind: 'level', direction: 'up', evidence: 9.5 },
    change: {
      kind: 'level',
      kindProbability: 0.9,
      alternative: null,
      direction: 'up',
      good: false,
      onset: around,
      effect: { absolute: around, relative: null, sigma: 2 },
      from: 1,
      to: 3,
      breach: null,
      evidence: 9.5,
    },
  }
}

describe('kept changes', () => {
  test('stand on their series until they are cleared, and come back as they were', () => {
    const store = opened()
    const standing = record('1:5', 1, 5, null)
    store.save(standing)
    assert.deepEqual(store.standing(1), standing)
    assert.equal(store.standing(2), null)
    store.save({ ...standing, clearedAt: 9 })
    assert.equal(store.standing(1), null)
    assert.deepEqual(store.list(5), [{ ...standing, clearedAt: 9 }])
  })

  test('are described anew under the same id', () => {
    const store = opened()
    store.save(record('1:5', 1, 5, null))
    const anew = { ...record('1:5', 1, 5, null).change, to: 4 }
    store.save({ ...record('1:5', 1, 5, null), change: anew })
    assert.deepEqual(
      store.list(5).map(({ change }) => change.to),
      [4],
    )
  })

  test('all that stand come by series, all that ever were with the newest first', () => {
    const store = opened()
    for (const one of [record('2:7', 2, 7, null), record('1:3', 1, 3, 4), record('1:5', 1, 5, null)]) {
      store.save(one)
    }
    assert.deepEqual(
      store.allStanding().map(({ id }) => id),
      ['1:5', '2:7'],
    )
    assert.deepEqual(
      store.list(2).map(({ id }) => id),
      ['2:7', '1:5'],
    )
  })
})

test('the state of the fleet is null at first, and then the one that was saved last', () => {
  const store = opened()
  assert.equal(store.fleet(), null)
  for (const granted of [{ 1: 5 }, { 2: 7 }]) store.saveFleet({ version: 1, granted })
  assert.deepEqual(store.fleet(), { version: 1, granted: { 2: 7 } })
})
