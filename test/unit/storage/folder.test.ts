import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ensureFolder } from '../../../src/storage/folder.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('the folder is made with its parents, for its owner alone', t => {
  const folder = join(temporaryFolder(t), 'a/b/c')
  ensureFolder(folder)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  ensureFolder(folder)
})

test('a folder that cannot be made is named, with what to do', t => {
  const file = join(temporaryFolder(t), 'file')
  writeFileSync(file, '')
  assert.throws(() => ensureFolder(join(file, 'data')), {
    name: 'StorageError',
    message:
      /^data folder .*\/file\/data cannot be written: .*\. Give a folder that this user may write \(data\.folder\)$/,
  })
  assert.throws(() => ensureFolder('/proc/nothing/data'), { name: 'StorageError' })
})
