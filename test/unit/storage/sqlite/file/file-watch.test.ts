import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../../src/storage/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

const STORE = import.meta.resolve('../../../../../src/storage/sqlite/store.ts')

function setup(t: TestContext): { store: Store; file: string; keep(mark: number): void } {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const keep = (mark: number): void => store.transaction(() => store.series.setMark('retention', mark))
  keep(1)
  return { store, file: join(folder, 'slowburn.db'), keep }
}

describe('a database whose file changes under a running process', () => {
  test('is well as long as nothing does', t => {
    const { store, keep } = setup(t)
    store.verify()
    keep(2)
    assert.equal(store.series.mark('retention'), 2)
  })

  for (const what of ['slowburn.db', 'slowburn.db-wal']) {
    test(`takes nothing more once ${what} is removed, so that nothing is acknowledged and lost`, t => {
      const { store, file, keep } = setup(t)
      rmSync(file.replace('slowburn.db', what))
      assert.throws(() => keep(2), /was removed or replaced while slowburn is running.*slowburn backup/)
      assert.throws(() => store.verify(), /was removed or replaced/)
      assert.equal(store.series.mark('retention'), 1)
    })
  }

  test('takes nothing more once another file is in its place', t => {
    const { file, keep } = setup(t)
    copyFileSync(file, `${file}.copy`)
    renameSync(`${file}.copy`, file)
    assert.throws(() => keep(2), /was removed or replaced/)
  })

  test('is named as damaged where its beginning was overwritten, or its end cut off', t => {
    for (const damage of [
      (file: string) => writeFileSync(file, 'x'.repeat(200), { flag: 'r+' }),
      (file: string) => truncateSync(file, 4096),
    ]) {
      const { store, file } = setup(t)
      store.checkpoint()
      store.verify()
      damage(file)
      assert.throws(() => store.verify(), /it is damaged .*restore the file from a backup/)
    }
  })

  for (const seconds of [0, 10]) {
    test(`is named as damaged where an older copy of it was written over it ${seconds} s after its last write`, t => {
      const { store, file, keep } = setup(t)
      store.checkpoint()
      copyFileSync(file, `${file}.older`)
      keep(2)
      store.checkpoint()
      store.verify()
      copyFileSync(`${file}.older`, file)
      const at = Date.now() / 1000 + seconds
      utimesSync(file, at, at)
      assert.throws(() => store.verify(), /it is damaged \(another database was written over it/)
      assert.throws(() => keep(3), /it is damaged/)
    })
  }

  test('neither takes anything more nor gets its log copied into an older copy that was written over it', t => {
    const { store, file, keep } = setup(t)
    store.checkpoint()
    copyFileSync(file, `${file}.older`)
    keep(2)
    store.checkpoint()
    keep(3)
    copyFileSync(`${file}.older`, file)
    assert.throws(() => store.checkpoint(), /another database was written over it/)
    assert.throws(() => keep(4), /another database was written over it/)
    assert.deepEqual(readFileSync(file), readFileSync(`${file}.older`))
  })

  for (const rest of [0, 0.5]) {
    test(`takes nothing more once its log is cut to ${rest} of it, and copies no hole into the file`, t => {
      const { store, file, keep } = setup(t)
      for (let mark = 2; mark < 6; mark++) keep(mark)
      truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size * rest))
      assert.throws(() => keep(7), /slowburn\.db-wal: it was written to by another.*slowburn starts anew/)
      assert.throws(() => store.verify(), /was cut short/)
      assert.throws(() => store.checkpoint(), /was cut short/)
    })
  }

  test('whose log is cut off just before it ends has all that was in the file at its next start', t => {
    const folder = temporaryFolder(t)
    const first = openSqliteStore(folder)
    first.transaction(() => first.series.setMark('retention', 1))
    first.close()
    // The lock is given up with the process.
    const script = `const { openSqliteStore } = await import(${JSON.stringify(STORE)})
      const store = openSqliteStore(process.argv[1])
      for (let mark = 2; mark < 6; mark++) store.transaction(() => store.series.setMark('retention', mark))
      require('node:fs').truncateSync(process.argv[1] + '/slowburn.db-wal', 0)
      store.close()`
    const flags = ['--disable-warning=ExperimentalWarning', '-e', `(async () => { ${script} })()`]
    const { status, stderr } = spawnSync(process.execPath, [...flags, folder], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    const again = openSqliteStore(folder)
    t.after(() => again.close())
    assert.equal(again.series.mark('retention'), 1)
  })

  test('keeps the lock on it, so that no other process can open it', t => {
    const { store, file } = setup(t)
    // It outlasts what a tick does.
    store.verify()
    store.checkpoint()
    store.verify()
    const script = `const { DatabaseSync } = require('node:sqlite')
      try { new DatabaseSync(process.argv[1]).exec('SELECT * FROM sqlite_schema'); console.log('read') } catch (error) { console.log(error.message) }`
    const flags = ['--disable-warning=ExperimentalWarning', '-e', script]
    const { stdout } = spawnSync(process.execPath, [...flags, file], { encoding: 'utf8' })
    assert.equal(stdout, 'database is locked\n')
    store.verify()
  })
})
