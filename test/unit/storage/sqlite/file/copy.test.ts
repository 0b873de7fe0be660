import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { copyDatabase } from '../../../../../src/storage/sqlite/file/copy.ts'
import { DATABASE_FILE } from '../../../../../src/storage/sqlite/file/database.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

const FIRST = readFileSync(new URL('../../../../golden/storage/schema-2.sql', import.meta.url), 'utf8')

/** Every file with its bytes, and when it was last written. */
function stateOf(folder: string): string[] {
  return readdirSync(folder).map(name => {
    const file = join(folder, name)
    const { mtimeMs, mode } = statSync(file)
    return `${name} ${mtimeMs} ${mode} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`
  })
}

test('a database that is open elsewhere is copied with its last commit, and not a byte of it is written', async t => {
  const [folder, to] = [temporaryFolder(t), temporaryFolder(t)]
  const live = openSqliteStore(folder)
  t.after(() => live.close())
  const { id } = live.series.ensure('a', 'task_throughput', {}, 3_600_000)
  live.series.append(id, [{ at: 0, value: 1, lower: null, upper: null, n: 1 }])
  const before = stateOf(folder)
  await copyDatabase(folder, to)
  assert.deepEqual(stateOf(folder), before)
  const copy = openSqliteStore(to)
  t.after(() => copy.close())
  assert.equal(copy.series.points(id, 0).length, 1)
  live.series.append(id, [{ at: 3_600_000, value: 2, lower: null, upper: null, n: 1 }])
  assert.equal(live.series.points(id, 0).length, 2, 'it goes on')
})

test('one that is written all the time is copied as it was between two commits', async t => {
  const folder = temporaryFolder(t)
  const live = openSqliteStore(folder)
  t.after(() => live.close())
  const pair = ['a', 'b'].map(key => live.series.ensure(key, 'task_throughput', {}, 1000).id)
  const ending = new AbortController()
  const writing = (async () => {
    for (let at = 0; !ending.signal.aborted; at += 1000) {
      live.transaction(() => {
        for (const id of pair)
          live.series.append(id, [{ at, value: Math.sin(at), lower: null, upper: null, n: 1 }])
      })
      if (at % 200_000 === 0) live.checkpoint()
      if (at % 20_000 === 0) await wait(1)
    }
  })()
  try {
    for (let i = 0; i < 5; i++) {
      const to = temporaryFolder(t)
      await copyDatabase(folder, to)
      const copy = openSqliteStore(to)
      const [a, b] = pair.map(id => copy.series.points(id, 0))
      copy.close()
      assert.deepEqual(a, b)
      assert.ok((a?.length ?? 0) > 0)
    }
  } finally {
    ending.abort()
    await writing
  }
})

test('one of an older version is taken over in the copy, and stays as it is', async t => {
  const [folder, to] = [temporaryFolder(t), temporaryFolder(t)]
  const old = new DatabaseSync(join(folder, DATABASE_FILE))
  old.exec(FIRST)
  old.close()
  const before = stateOf(folder)
  await copyDatabase(folder, to)
  openSqliteStore(to).close()
  assert.deepEqual(stateOf(folder), before)
})

test('what holds none, is of a newer version or is damaged is refused with what to do', async t => {
  const folder = temporaryFolder(t)
  await assert.rejects(
    copyDatabase(folder, temporaryFolder(t)),
    /holds no slowburn\.db\. Give the data folder/,
  )
  openSqliteStore(folder).close()
  const file = join(folder, DATABASE_FILE)
  const raw = new DatabaseSync(file)
  raw.exec('PRAGMA user_version = 999')
  raw.close()
  await assert.rejects(copyDatabase(folder, temporaryFolder(t)), /schema version 999.*Run the newer slowburn/)
  writeFileSync(file, 'no database at all, but longer than the header of one would be, and so on. '.repeat(9))
  await assert.rejects(copyDatabase(folder, temporaryFolder(t)), /cannot be copied: it is damaged/)
})
