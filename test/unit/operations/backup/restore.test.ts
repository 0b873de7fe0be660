import assert from 'node:assert/strict'
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { systemClock } from '../../../../src/core/clock.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { createBackups, digestOf } from '../../../../src/operations/backup/backup.ts'
import { restoreBackup } from '../../../../src/operations/backup/restore.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { mountSmallDisk } from '../../../support/chain/small-disk.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { inForm } from '../../../support/long-form.ts'

/** Rows, where a backup need not take long. */
const FEW = 500
const MANY = inForm(2000, 5000)

/** A backup of `rows` that is made while something is written at every turn of the event loop. */
async function backUpUnderLoad(t: TestContext, rows = FEW) {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  writeFileSync(join(folder, 'link-key'), 'the key\n')
  const write = (at: number): void =>
    store.history.add({
      at,
      actor: 'slowburn',
      action: 'notified',
      episodeId: null,
      detail: 'x'.repeat(2000),
    })
  store.transaction(() => {
    for (let i = 0; i < rows; i++) write(i)
  })
  const backups = createBackups({
    store,
    folder,
    secrets: ['link-key'],
    version: '0.1.0',
    clock: systemClock,
    log: silentLogger,
  })
  const started = backups.start('ann')
  assert.ok(started.done)
  let written = rows
  while (backups.get(started.backup.name)?.state === 'running') {
    write(written)
    written += 1
    await turn()
  }
  const backup = backups.get(started.backup.name)
  assert.equal(backup?.state, 'done')
  return { from: backup?.folder ?? '', duringBackup: written - rows }
}

function countIn(folder: string): number {
  const store = openSqliteStore(folder)
  try {
    const moments = store.history.list(1_000_000).filter(({ action }) => action === 'notified')
    const whole = moments.every(({ at }, index) => at === moments.length - 1 - index)
    assert.ok(whole, 'what is there is a beginning of what was written, without a gap')
    return moments.length
  } finally {
    store.close()
  }
}

describe('restoring', () => {
  test('a backup that was made under load gives a whole beginning of what was committed', async t => {
    const { from, duringBackup } = await backUpUnderLoad(t, MANY)
    const to = join(temporaryFolder(t), 'data')
    const restored = await restoreBackup({ from, to, replace: false, clock: systemClock })
    assert.equal(restored.aside, null)
    assert.ok(duringBackup > 0, 'something was written while it was made')
    const count = countIn(to)
    assert.ok(count >= MANY && count <= MANY + duringBackup, `${count} of up to ${MANY + duringBackup}`)
    assert.equal(readFileSync(join(to, 'link-key'), 'utf8'), 'the key\n')
  })

  test('over a data folder that is not empty needs to be asked for, and moves what was there aside', async t => {
    const { from } = await backUpUnderLoad(t)
    const to = temporaryFolder(t)
    openSqliteStore(to).close()
    await assert.rejects(
      restoreBackup({ from, to, replace: false, clock: systemClock }),
      /holds a database already. Give another folder, or --replace/,
    )
    assert.equal(countIn(to), 0)
    const { aside } = await restoreBackup({ from, to, replace: true, clock: systemClock })
    assert.ok(countIn(to) >= FEW)
    assert.equal(countIn(aside ?? ''), 0)
  })

  test('over a service that runs is refused', async t => {
    const { from } = await backUpUnderLoad(t)
    const to = temporaryFolder(t)
    const running = openSqliteStore(to)
    t.after(() => running.close())
    await assert.rejects(
      restoreBackup({ from, to, replace: true, clock: systemClock }),
      /another slowburn is using it/,
    )
  })

  test('a damaged backup, or what is none, changes nothing', async t => {
    const { from } = await backUpUnderLoad(t)
    const to = join(temporaryFolder(t), 'data')
    const file = join(from, 'slowburn.db')
    const bytes = readFileSync(file)
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
    writeFileSync(file, bytes)
    await assert.rejects(
      restoreBackup({ from, to, replace: false, clock: systemClock }),
      /slowburn\.db is not as it was backed up/,
    )
    await assert.rejects(
      restoreBackup({ from: temporaryFolder(t), to, replace: false, clock: systemClock }),
      /is no backup of slowburn/,
    )
  })

  test('a backup of a newer version, though its digest is right, leaves the good data where it was', async t => {
    const { from } = await backUpUnderLoad(t)
    const file = join(from, 'slowburn.db')
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 999')
    db.close()
    const manifest = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8')) as {
      files: Record<string, unknown>
    }
    manifest.files['slowburn.db'] = await digestOf(file)
    writeFileSync(join(from, 'manifest.json'), JSON.stringify(manifest))
    const to = withOneLine(t)
    await assert.rejects(
      restoreBackup({ from, to, replace: true, clock: systemClock }),
      /slowburn\.db is of schema version 999, .*Run the newer slowburn.*; nothing has been changed$/,
    )
    assert.equal(countIn(to), 1)
    assert.deepEqual(readdirSync(to), ['slowburn.db'])
  })

  test('a full disk leaves the good data where it was', async t => {
    const { from } = await backUpUnderLoad(t)
    const disk = mountSmallDisk(t)
    if (disk === null) return t.skip('a file system in memory cannot be mounted here')
    const to = withOneLine(t, join(disk.folder, 'data'))
    disk.fill()
    await assert.rejects(
      restoreBackup({ from, to, replace: true, clock: systemClock }),
      /the disk is full .*nothing has been changed$/,
    )
    disk.free()
    assert.deepEqual(readdirSync(to), ['slowburn.db'])
    assert.equal(countIn(to), 1)
  })

  test('a damaged database can be replaced, and is kept aside as it is', async t => {
    const { from } = await backUpUnderLoad(t)
    const to = temporaryFolder(t)
    writeFileSync(join(to, 'slowburn.db'), 'no database')
    const { aside } = await restoreBackup({ from, to, replace: true, clock: systemClock })
    assert.equal(readFileSync(join(aside ?? '', 'slowburn.db'), 'utf8'), 'no database')
    assert.ok(countIn(to) >= FEW)
  })

  test('after one that was killed halfway it can be run again, and what that had moved aside is there still', async t => {
    const { from } = await backUpUnderLoad(t)
    const to = temporaryFolder(t)
    const before = withOneLine(t, join(to, 'replaced-20260101T000000Z'))
    mkdirSync(join(to, 'restore-20260101T000000Z.new'))
    assert.throws(() => openSqliteStore(to), /a restore has not ended/)
    await restoreBackup({ from, to, replace: false, clock: systemClock })
    assert.deepEqual(readdirSync(to), ['link-key', 'replaced-20260101T000000Z', 'slowburn.db'])
    assert.ok(countIn(to) >= FEW)
    assert.equal(countIn(before), 1)
  })

  test('as root it leaves everything to whom the folder belongs', async t => {
    if (process.geteuid?.() !== 0) return t.skip('only root can give files away')
    const { from } = await backUpUnderLoad(t)
    const to = withOneLine(t)
    chownSync(to, 4711, 4712)
    const { aside } = await restoreBackup({ from, to, replace: true, clock: systemClock })
    for (const path of ['slowburn.db', 'link-key', aside?.split('/').at(-1) ?? '']) {
      const { uid, gid } = statSync(join(to, path))
      assert.deepEqual([uid, gid], [4711, 4712], path)
    }
  })
})

/** A data folder with one line of history. */
function withOneLine(t: TestContext, folder = temporaryFolder(t)): string {
  const store = openSqliteStore(folder)
  store.history.add({ at: 0, actor: 'slowburn', action: 'notified', episodeId: null, detail: '' })
  store.close()
  return folder
}
