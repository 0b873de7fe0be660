import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import { createSettled, SETTLED_DDL } from '../../../../../src/storage/sqlite/tables/settled.ts'

function setup() {
  const db = new DatabaseSync(':memory:')
  db.exec(SETTLED_DDL)
  return { db, settled: createSettled(db) }
}

describe('what was settled', () => {
  test('is known in each of its hours, in its own stream alone', () => {
    const { db, settled } = setup()
    settled.add(1, 'a', [5, 2 * HOUR])
    settled.flush()
    for (const one of [settled, createSettled(db)]) {
      assert.ok(one.has(1, 'a', [HOUR - 1]) && one.has(1, 'a', [9 * HOUR, 2 * HOUR]))
      assert.ok(!one.has(1, 'a', [HOUR]) && !one.has(2, 'a', [5]) && !one.has(1, 'b', [5]))
    }
  })

  test('is known by the first forty bits of its SHA-1, as in every store so far', () => {
    const { db, settled } = setup()
    // printf platform:tasks:7 | sha1sum
    db.prepare('INSERT INTO settled (stream, hour, subjects) VALUES (1, 3, ?)').run(
      Buffer.from('8354445d55', 'hex'),
    )
    assert.ok(settled.has(1, 'platform:tasks:7', [3 * HOUR]))
  })

  test('takes five bytes for each hour, and stays when its parts are joined', () => {
    const { db, settled } = setup()
    const size = () =>
      db.prepare('SELECT count(*) AS parts, sum(length(subjects)) AS bytes FROM settled').get()
    for (let part = 0; part < 6; part++) {
      for (let i = 0; i < 10; i++) settled.add(1, `${part}:${i}`, [5])
      settled.flush()
    }
    assert.deepEqual({ ...size() }, { parts: 6, bytes: 300 })
    assert.equal(settled.merge(0), false)
    assert.deepEqual({ ...size() }, { parts: 1, bytes: 300 })
    const again = createSettled(db)
    for (let i = 0; i < 10; i++) assert.ok(again.has(1, `3:${i}`, [5]))
  })

  test('is found although more hours were touched than are held in memory', () => {
    const { settled } = setup()
    for (let hour = 0; hour < 1000; hour++) settled.add(1, 'a', [hour * HOUR])
    for (let hour = 0; hour < 1000; hour++) assert.ok(settled.has(1, 'a', [hour * HOUR]), `hour ${hour}`)
  })

  test('is found although more subjects were added than are held in memory', () => {
    const { db } = setup()
    const [hours, each, most] = [12, 1000, 5000]
    const settled = createSettled(db, most)
    for (let hour = 0; hour < hours; hour++) {
      for (let i = 0; i < each; i++) settled.add(1, `${hour}:${i}`, [hour * HOUR])
      // Those of the last six hours are, however many they are.
      assert.ok(settled.held() <= Math.max(most, 6 * each), `${settled.held()}`)
    }
    settled.flush()
    for (const one of [settled, createSettled(db, most)]) {
      for (let hour = 0; hour < hours; hour++) {
        for (let i = 0; i < each; i += 100) assert.ok(one.has(1, `${hour}:${i}`, [hour * HOUR]))
        assert.ok(!one.has(1, `${hour}:${each}`, [hour * HOUR]))
      }
    }
  })
})
