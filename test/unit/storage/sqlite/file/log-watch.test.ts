import assert from 'node:assert/strict'
import { closeSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { type LogWatch, watchLog } from '../../../../../src/storage/sqlite/file/log-watch.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { seeded } from '../../../../support/web/moment.ts'

interface Logged {
  log: string
  watch: LogWatch
  commit(bytes: number): void
  /** So much that SQLite writes some of it before it knows that it is not to be. */
  rollBack(): void
  checkpoint(): void
}

function setup(t: TestContext, cache = 8): Logged {
  const file = join(temporaryFolder(t), 'a.db')
  const db = new DatabaseSync(file)
  db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
    PRAGMA cache_size = ${cache}; CREATE TABLE t (a)`)
  const watch = watchLog(`${file}-wal`)
  t.after(() => {
    watch.close()
    db.close()
  })
  const insert = db.prepare('INSERT INTO t VALUES (randomblob(?))')
  return {
    log: `${file}-wal`,
    watch,
    commit: bytes => {
      insert.run(bytes)
      watch.committed()
    },
    rollBack: () => {
      db.exec('BEGIN')
      for (let i = 0; i < 50; i++) insert.run(9_000)
      db.exec('ROLLBACK')
      watch.rolledBack()
    },
    checkpoint: () => {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      watch.emptied()
    },
  }
}

/** Writes over one byte, as another process would. */
function spoil(path: string, at: number): void {
  const handle = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(handle, byte, 0, 1, at)
  writeSync(handle, Buffer.from([(byte[0] ?? 0) ^ 0x41]), 0, 1, at)
  closeSync(handle)
}

describe('a write-ahead log', () => {
  test('is whole through commits, rollbacks and checkpoints in any order, and when it is opened again', t => {
    for (const cache of [8, 2_000]) {
      const { log, watch, commit, rollBack, checkpoint } = setup(t, cache)
      const random = seeded(cache)
      for (let i = 0; i < 120; i++) {
        const dice = random()
        if (dice < 0.7) commit(Math.ceil(random() * 30_000))
        else if (dice < 0.9) rollBack()
        else checkpoint()
        assert.equal(random() < 0.5 ? watch.fault() : watch.wholeFault(), null)
      }
      const again = watchLog(log)
      assert.equal(again.wholeFault(), null)
      again.close()
    }
  })

  test('in which any byte is another is named, before it is copied into the database', t => {
    const random = seeded(5)
    for (let i = 0; i < 40; i++) {
      const { log, watch, commit } = setup(t)
      for (let n = 0; n < 5; n++) commit(5_000)
      // The number of checkpoints, and what a frame says of itself, are summed as well; the padding of a frame is not there.
      const at = Math.floor(random() * statSync(log).size)
      spoil(log, at)
      assert.match(watch.wholeFault() ?? 'nothing', /it does not hold what was written to it/, `byte ${at}`)
    }
  })

  test('in which what is new is another is named at the next look, and what was looked at before by the time of its writing', t => {
    const { log, watch, commit } = setup(t)
    commit(5_000)
    assert.equal(watch.fault(), null)
    const old = statSync(log).size
    commit(5_000)
    spoil(log, old + 100)
    assert.match(watch.fault() ?? 'nothing', new RegExp(`from byte ${old} on`))
  })

  test('that was cut short is named at once, however much is written to it afterwards', t => {
    for (const share of [0, 0.5, 0.99]) {
      const { log, watch, commit } = setup(t)
      for (let n = 0; n < 5; n++) commit(5_000)
      const { size } = statSync(log)
      truncateSync(log, Math.floor(size * share))
      assert.match(
        watch.cut() ?? 'nothing',
        new RegExp(`cut short, to ${Math.floor(size * share)} bytes of ${size}`),
      )
      // SQLite goes on behind where it had ended, and leaves a hole.
      commit(5_000)
      assert.match(watch.fault() ?? 'nothing', /it does not hold what was written to it/)
      assert.match(watch.wholeFault() ?? 'nothing', /it does not hold what was written to it/)
    }
  })
})
