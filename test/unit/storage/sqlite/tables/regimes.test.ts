import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { RegimeLook } from '../../../../../src/storage/regime-store.ts'
import { REGIMES_DDL, sqliteRegimes } from '../../../../../src/storage/sqlite/tables/regimes.ts'

const LOOK: RegimeLook = {
  seriesId: 7,
  lookedAt: 1000,
  lastPoint: 900,
  found: { from: 0, to: 900, points: 10, season: 0, changes: [], unconfirmed: [] },
}

function opened(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  db.exec(REGIMES_DDL.replace(/ REFERENCES [^,)]*\([^)]*\)( ON DELETE CASCADE)?/g, ''))
  return db
}

describe('Kept looks back', () => {
  test('are given back as they were kept, the latest of each series', () => {
    const regimes = sqliteRegimes(opened())
    regimes.save({ ...LOOK, lookedAt: 500, found: null })
    regimes.save(LOOK)
    assert.deepEqual(regimes.of(7), LOOK)
    assert.deepEqual(regimes.looks(), [{ seriesId: 7, lookedAt: 1000 }])
    assert.equal(regimes.of(8), null)
  })

  test('of an earlier version, which knew of no returns and of no alarms, are read', () => {
    const db = opened()
    const regimes = sqliteRegimes(db)
    regimes.save(LOOK)
    const earlier = { from: 0, to: 900, points: 10, season: 0, changes: [{ kind: 'level' }] }
    db.prepare('UPDATE regimes SET found = ?').run(JSON.stringify(earlier))
    const { found } = regimes.of(7) ?? {}
    assert.deepEqual(found?.unconfirmed, [])
    assert.deepEqual(found?.changes, [{ kind: 'level', until: null, back: false }])
  })
})
