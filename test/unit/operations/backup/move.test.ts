import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { moveBackup, targetFault } from '../../../../src/operations/backup/move.ts'
import { mountSmallDisk } from '../../../support/chain/small-disk.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const CANNOT = 'a file system in memory cannot be mounted here'

function backupOf(t: TestContext, bytes: number): string {
  const from = join(temporaryFolder(t), 'backup')
  mkdirSync(from)
  writeFileSync(join(from, 'slowburn.db'), Buffer.alloc(bytes, 'x'))
  writeFileSync(join(from, 'manifest.json'), '{}', { mode: 0o600 })
  return from
}

test('a target that cannot become a backup is named before one is made', t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), '')
  assert.equal(targetFault(join(folder, 'monday')), null)
  assert.match(targetFault(folder) ?? '', /is there already/)
  assert.match(targetFault(join(folder, 'none/monday')) ?? '', /none is not there\. Make it first, or mount/)
  assert.match(targetFault(join(folder, 'file/monday')) ?? '', /is no folder/)
})

test('a backup is moved on its disk, and copied whole to another, over the rest of one that was killed', t => {
  const disk = mountSmallDisk(t)
  if (disk === null) return t.skip(CANNOT)
  for (const to of [join(temporaryFolder(t), 'monday'), join(disk.folder, 'monday')]) {
    const from = backupOf(t, 1000)
    mkdirSync(`${to}.part`)
    moveBackup(from, to)
    assert.deepEqual(readdirSync(to), ['manifest.json', 'slowburn.db'])
    assert.equal(readFileSync(join(to, 'slowburn.db')).length, 1000)
    assert.equal(statSync(join(to, 'manifest.json')).mode & 0o077, 0)
    assert.deepEqual([existsSync(from), existsSync(`${to}.part`)], [false, false])
  }
})

test('where the disk is full nothing is left, so that the same folder can be asked for again', t => {
  const disk = mountSmallDisk(t)
  if (disk === null) return t.skip(CANNOT)
  const from = backupOf(t, 4 * 2 ** 20)
  const to = join(disk.folder, 'monday')
  assert.throws(
    () => moveBackup(from, to),
    /cannot be moved to .*monday, it was removed again: the disk is full/,
  )
  assert.deepEqual([readdirSync(disk.folder), existsSync(from)], [[], false])
})
