import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import {
  copyLogAside,
  moveAside,
  moveOverwrittenAside,
  putBack,
  rescue,
} from '../../../../src/operations/backup/rescue.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { mountSmallDisk } from '../../../support/chain/small-disk.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { fullDatabase, leavesOf, overwrite } from '../../../support/storage/damaged.ts'

const clock = manualClock(Date.UTC(2026, 10, 16))

function open(t: TestContext, folder: string): Store {
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  return store
}

function running(t: TestContext): { folder: string; file: string; store: Store } {
  const folder = temporaryFolder(t)
  const store = open(t, folder)
  store.transaction(() => store.series.setMark('retention', 7))
  return { folder, file: join(folder, 'slowburn.db'), store }
}

/** What the next process finds. */
function next(t: TestContext, folder: string): { mark: number | null; notes: string } {
  const copy = temporaryFolder(t)
  copyFileSync(join(folder, 'slowburn.db'), join(copy, 'slowburn.db'))
  const store = open(t, copy)
  const notes = store.setAside.all().map(({ outcome, fault, without }) => `${outcome}: ${fault}. ${without}`)
  return { mark: store.series.mark('retention'), notes: notes.join('\n') }
}

describe('a database that was removed from under a running service', () => {
  test('is put back with all that was in it, and that is noted', async t => {
    const { folder, file, store } = running(t)
    for (const name of [file, `${file}-wal`]) rmSync(name)
    await putBack(store, { folder, clock })
    assert.deepEqual(next(t, folder), {
      mark: 7,
      notes:
        'mended: it was removed or replaced while slowburn was running, and was put back. Nothing is lost.',
    })
    assert.deepEqual(
      readdirSync(folder).filter(name => !name.startsWith('slowburn.db')),
      [],
    )
  })

  test('is put back where its folder was removed with it', async t => {
    const { folder, store } = running(t)
    rmSync(folder, { recursive: true })
    await putBack(store, { folder, clock })
    assert.equal(next(t, folder).mark, 7)
  })

  test('takes the place of what lies there, which is moved aside', async t => {
    const { folder, file, store } = running(t)
    writeFileSync(`${file}.other`, 'something else')
    renameSync(`${file}.other`, file)
    await putBack(store, { folder, clock })
    assert.equal(next(t, folder).mark, 7)
    const [aside = ''] = readdirSync(folder).filter(name => name.startsWith('replaced-'))
    assert.equal(aside, 'replaced-20261116T000000Z')
    assert.ok(existsSync(join(folder, aside, 'slowburn.db')))
  })

  test('is not put back where another service runs there by now', async t => {
    const { folder, file, store } = running(t)
    for (const name of [file, `${file}-wal`]) rmSync(name)
    const other = open(t, folder)
    other.transaction(() => other.series.setMark('retention', 8))
    await assert.rejects(putBack(store, { folder, clock }), /another slowburn runs on/)
    other.verify()
    assert.deepEqual(
      readdirSync(folder).filter(name => !name.startsWith('slowburn.db')),
      [],
    )
  })

  test('is not put back again and again', async t => {
    const { folder, file, store } = running(t)
    for (const name of [file, `${file}-wal`]) rmSync(name)
    for (const one of [1, 2, 3, 4, 5]) mkdirSync(join(folder, `damaged-${one}`))
    await assert.rejects(
      putBack(store, { folder, clock }),
      /holds 5 databases that were damaged or replaced before/,
    )
  })
})

describe('a database that was damaged', () => {
  test('is read as far as it goes, and lies aside', t => {
    const folder = temporaryFolder(t)
    const file = fullDatabase(folder)
    const [page = 0] = leavesOf(file, 'streams')
    overwrite(file, { from: page, to: page + 1 })
    assert.equal(rescue(folder), null, 'nobody has said that it is damaged')
    moveAside({ folder, clock })
    assert.throws(() => openSqliteStore(folder), /holds no database, but damaged-\w+: .*Start slowburn/)
    const rescued = rescue(folder)
    assert.equal(rescued?.aside, join(folder, 'replaced-20261116T000000Z'))
    assert.deepEqual([rescued?.salvaged?.torn, rescued?.salvaged?.rows.points], [['streams'], 50_000])
    assert.ok(existsSync(join(folder, 'replaced-20261116T000000Z/slowburn.db')))
    assert.match(next(t, folder).notes, /^set aside: .*Not read whole: streams\. Sources are read again/)
    assert.equal(rescue(folder), null, 'and that is over')
  })

  test('is rescued by the next start where the one before was killed meanwhile', t => {
    const folder = temporaryFolder(t)
    fullDatabase(folder)
    moveAside({ folder, clock })
    const half = join(folder, 'damaged-20261116T000000Z.new')
    mkdirSync(half)
    writeFileSync(join(half, 'slowburn.db'), 'half of it')
    assert.deepEqual(rescue(folder)?.salvaged?.torn, [])
    assert.deepEqual(
      readdirSync(folder).filter(name => name.includes('damaged')),
      [],
    )
  })

  test('by an older copy that was written over it is read as that copy was, without the log', t => {
    const { file, store } = running(t)
    const keep = (mark: number): void => store.transaction(() => store.series.setMark('retention', mark))
    store.checkpoint()
    // The service has it open, and is replaced without closing it.
    const folder = temporaryFolder(t)
    copyFileSync(file, join(folder, 'slowburn.db'))
    keep(8)
    store.checkpoint()
    keep(9)
    copyFileSync(`${file}-wal`, join(folder, 'slowburn.db-wal'))
    moveOverwrittenAside({ folder, clock })
    assert.deepEqual(rescue(folder)?.salvaged?.torn, [])
    assert.equal(next(t, folder).mark, 7)
    assert.match(
      next(t, folder).notes,
      /^set aside: another database was written over it .*since that was made is lost/,
    )
  })

  test('stays where it is while the disk has no space for what can be kept of it', t => {
    const disk = mountSmallDisk(t, 12)
    if (disk === null) return t.skip('no file system can be mounted')
    const { folder } = disk
    const file = fullDatabase(folder)
    const [page = 0] = leavesOf(file, 'streams')
    overwrite(file, { from: page, to: page + 1 })
    disk.fill()
    const before = readdirSync(folder)
    assert.throws(
      () => moveAside({ folder, clock }),
      /the disk is full: what can be kept of \S+ takes up to \d+\.\d MB beside it, and \d\.\d MB are free/,
    )
    assert.deepEqual(readdirSync(folder), before)
    disk.free()
    moveAside({ folder, clock })
    disk.fill()
    assert.throws(() => rescue(folder), /the disk is full/)
    disk.free()
    assert.deepEqual(rescue(folder)?.salvaged?.torn, ['streams'])
  })

  test('is not read again where it was put there already', t => {
    const folder = temporaryFolder(t)
    const file = fullDatabase(folder)
    mkdirSync(join(folder, 'damaged-1'))
    copyFileSync(file, join(folder, 'damaged-1/slowburn.db'))
    assert.deepEqual(rescue(folder), { aside: join(folder, 'replaced-1'), salvaged: null })
    assert.equal(next(t, folder).notes, '')
  })
})

test('a log that was damaged lies aside, and what that means is noted', t => {
  const { folder } = running(t)
  // The service has it open, and is replaced without closing it.
  const copy = temporaryFolder(t)
  for (const name of ['slowburn.db', 'slowburn.db-wal']) copyFileSync(join(folder, name), join(copy, name))
  copyLogAside({ folder: copy, clock })
  assert.deepEqual(rescue(copy), { aside: join(copy, 'replaced-20261116T000000Z'), salvaged: null })
  assert.match(next(t, copy).notes, /^set aside: the write-ahead log .* is lost; its sources are read again/)
})
