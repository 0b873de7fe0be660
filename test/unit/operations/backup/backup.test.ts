import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { systemClock } from '../../../../src/core/clock.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { type BackupDeps, createBackups } from '../../../../src/operations/backup/backup.ts'
import type { Backup, Backups } from '../../../../src/operations/operations.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { mountSmallDisk } from '../../../support/chain/small-disk.ts'
import { temporaryFolder } from '../../../support/folder.ts'

function open(t: TestContext, part: Partial<BackupDeps> = {}) {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  writeFileSync(join(folder, 'link-key'), 'the key\n', { mode: 0o600 })
  const deps = {
    store,
    folder,
    secrets: ['link-key'],
    version: '0.1.0',
    clock: systemClock,
    log: silentLogger,
  }
  return { folder, store, backups: createBackups({ ...deps, ...part }) }
}

async function finished(backups: Backups, by = 'ann'): Promise<Backup> {
  const started = backups.start(by)
  assert.ok(started.done)
  for (;;) {
    const found = backups.get(started.backup.name)
    assert.ok(found !== null)
    if (found.state !== 'running') return found
    await turn()
  }
}

describe('a backup', () => {
  test('holds database, link key and a manifest, for the owner alone, and is in the history', async t => {
    const { backups, store } = open(t)
    const backup = await finished(backups)
    assert.equal(backup.state, 'done')
    assert.deepEqual(readdirSync(backup.folder).sort(), ['link-key', 'manifest.json', 'slowburn.db'])
    for (const name of readdirSync(backup.folder)) {
      assert.equal(statSync(join(backup.folder, name)).mode & 0o077, 0, name)
    }
    assert.deepEqual(
      store.history.list(1).map(({ actor, action, detail }) => [actor, action, detail]),
      [['ann', 'backed up', backup.name]],
    )
  })

  test('is made one at a time', t => {
    const { backups } = open(t)
    assert.ok(backups.start('ann').done)
    const second = backups.start('bob')
    assert.ok(!second.done && second.reason === 'state')
  })

  test('that fails says why and leaves nothing', async t => {
    const { backups, folder } = open(t, { secrets: ['link-key', 'nothing'] })
    const backup = await finished(backups)
    assert.equal(backup.state, 'failed')
    assert.match(backup.fault ?? '', /ENOENT/)
    assert.deepEqual(readdirSync(join(folder, 'backups')), [])
    assert.equal(existsSync(backup.folder), false)
  })

  test('clears away what one that was killed has left half done', async t => {
    const { backups, folder } = open(t)
    mkdirSync(join(folder, 'backups/20260101T000000Z.part'), { recursive: true })
    const { name } = await finished(backups)
    assert.deepEqual(readdirSync(join(folder, 'backups')), [name])
  })

  test('says that the disk is full, and leaves nothing on it', async t => {
    const disk = mountSmallDisk(t, 8)
    if (disk === null) return t.skip('a file system in memory cannot be mounted here')
    const folder = join(disk.folder, 'data')
    const store = openSqliteStore(folder)
    t.after(() => store.close())
    store.transaction(() => {
      for (let at = 0; at < 1000; at++)
        store.history.add({ at, actor: 'x', action: 'notified', episodeId: null, detail: 'x'.repeat(500) })
    })
    disk.fill()
    const errors: string[] = []
    const log = { ...silentLogger, error: (message: string) => errors.push(message) }
    const { backups } = open(t, { store, folder, log, secrets: [] })
    const backup = await finished(backups)
    assert.match(backup.fault ?? '', /disk is full/)
    assert.deepEqual([errors, existsSync(backup.folder)], [['backup failed'], false])
    assert.deepEqual(existsSync(join(folder, 'backups')) ? readdirSync(join(folder, 'backups')) : [], [])
  })
})
