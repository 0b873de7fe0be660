import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { type Salvaged, salvage } from '../../../../../src/storage/sqlite/file/salvage.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { fullDatabase, leavesOf, overwrite, pagesOf } from '../../../../support/storage/damaged.ts'

const ALL = { points: 50_000, alert_history: 20_000, used_codes: 2000, series: 50, sources: 1, streams: 1 }

/** What was kept is a database that opens. */
function salvaged(t: TestContext, damage: (file: string) => void): Salvaged & { db: DatabaseSync } {
  const [from, to] = [temporaryFolder(t), temporaryFolder(t)]
  const file = fullDatabase(from)
  damage(file)
  const into = join(to, 'slowburn.db')
  const found = salvage(file, into)
  openSqliteStore(to).close()
  const db = new DatabaseSync(into)
  t.after(() => db.close())
  return { ...found, db }
}

function some(rows: Salvaged['rows']): Record<string, number> {
  return Object.fromEntries(Object.keys(ALL).map(table => [table, rows[table] ?? 0]))
}

describe('a damaged database', () => {
  test('that is not damaged after all is read whole', t => {
    const { rows, torn, rereads, db } = salvaged(t, () => undefined)
    assert.deepEqual([some(rows), torn, rereads], [ALL, [], false])
    assert.deepEqual(db.prepare('SELECT sum(value) AS sum FROM points').get()?.sum, 1000 * 1275 + 50 * 499.5)
  })

  test('that has no table of the first versions any more, as every store after its first tick, is read whole', t => {
    const drop = (file: string): void => {
      const db = new DatabaseSync(file)
      db.exec('DROP TABLE old_lifecycles')
      db.close()
    }
    const { rows, torn, rereads } = salvaged(t, drop)
    assert.deepEqual([some(rows), torn, rereads], [ALL, [], false])
    const { torn: others } = salvaged(t, file => {
      drop(file)
      for (const page of leavesOf(file, 'alert_history').slice(0, 1))
        overwrite(file, { from: page, to: page + 1 })
    })
    assert.deepEqual(others, ['alert_history'])
  })

  test('whose schema lacks others too is not known to have had none', t => {
    const { torn, rereads } = salvaged(t, file => {
      const db = new DatabaseSync(file)
      db.exec('DROP TABLE old_lifecycles; DROP TABLE acceptances')
      db.close()
    })
    assert.deepEqual([torn.toSorted(), rereads], [['acceptances', 'old_lifecycles'], true])
  })

  test('loses the rows of a page, and not those behind it', t => {
    let lost = 0
    const { rows, torn } = salvaged(t, file => {
      const leaves = leavesOf(file, 'alert_history')
      lost = 20_000 / leaves.length
      const page = leaves[Math.floor(leaves.length / 2)] ?? 0
      overwrite(file, { from: page, to: page + 1 })
    })
    assert.deepEqual(torn, ['alert_history'])
    const missing = 20_000 - (rows.alert_history ?? 0)
    assert.ok(missing > 0 && missing < 2 * lost, `${missing} of ${lost} on a page`)
    assert.equal(rows.points, ALL.points)
  })

  test('loses no more than the pages in between where two are damaged', t => {
    const { rows } = salvaged(t, file => {
      const leaves = leavesOf(file, 'alert_history')
      for (const share of [0.25, 0.75]) {
        const page = leaves[Math.floor(share * leaves.length)] ?? 0
        overwrite(file, { from: page, to: page + 1 })
      }
    })
    assert.ok((rows.alert_history ?? 0) > 0.9 * ALL.alert_history, `${rows.alert_history}`)
  })

  test('has its sources read again from their beginning where a part of what was read is lost, and keeps the points', t => {
    const { rows, torn, rereads, db } = salvaged(t, file => {
      for (const page of leavesOf(file, 'streams')) overwrite(file, { from: page, to: page + 1 })
    })
    assert.deepEqual([torn, rereads, rows.points], [['streams'], true, ALL.points])
    assert.equal(db.prepare('SELECT count(*) AS many FROM sources').get()?.many, 0)
  })

  test('with a row that no column takes is not whole, and what it is a part of is read again', t => {
    const { rows, torn, rereads } = salvaged(t, file => {
      const db = new DatabaseSync(file, { defensive: false })
      db.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'settled'`)
      db.close()
      const again = new DatabaseSync(file)
      again.exec(
        `INSERT INTO settled (stream, hour, subjects) VALUES (1, 1, x'0102030405'), (1, 'no number', x'0102030405')`,
      )
      again.close()
    })
    assert.deepEqual([torn, rereads, rows.points], [['settled'], true, ALL.points])
  })

  test('that was cut short is read as far as it goes', t => {
    const { rows, torn } = salvaged(t, file => truncateSync(file, Math.floor(pagesOf(file) / 2) * 4096))
    assert.ok((rows.series ?? 0) === 50 && (rows.points ?? 0) > 1000, JSON.stringify(some(rows)))
    assert.ok(torn.length > 0)
  })

  for (const [what, damage] of Object.entries<(file: string) => void>({
    'without its first page': file => overwrite(file, { from: 0, to: 1 }),
    'with nothing but its first page': file => overwrite(file, { from: 1, to: pagesOf(file) }),
    'that is empty': file => truncateSync(file, 0),
    'that is something else': file => writeFileSync(file, 'something else'),
  })) {
    test(`${what} is an empty one`, t => {
      const { rows, rereads } = salvaged(t, damage)
      assert.equal(
        Object.values(rows).reduce((sum, one) => sum + one),
        0,
      )
      assert.ok(rereads)
    })
  }
})
