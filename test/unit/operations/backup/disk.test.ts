import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultOf, syncFile } from '../../../../src/operations/backup/disk.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('what a disk says is said so that a person can act on it', () => {
  assert.equal(faultOf(new Error('ENOSPC: no space')), 'the disk is full (ENOSPC: no space)')
  assert.equal(faultOf(new Error('EROFS: x')), 'the disk is read-only (EROFS: x)')
  assert.equal(faultOf(new Error('EACCES: x')), 'EACCES: x')
})

test('a file is put onto the disk, and one that is not there is a fault', t => {
  const file = join(temporaryFolder(t), 'file')
  assert.throws(() => syncFile(file), /ENOENT/)
  writeFileSync(file, 'x')
  syncFile(file)
})
