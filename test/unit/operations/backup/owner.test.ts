import assert from 'node:assert/strict'
import { chownSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { giveToOwnerOf } from '../../../../src/operations/backup/owner.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('root gives what is below a path to the owner of the folder, and nothing that a link leads to', t => {
  if (process.geteuid?.() !== 0) return t.skip('only root can give files away')
  const [folder, elsewhere] = [temporaryFolder(t), temporaryFolder(t)]
  mkdirSync(join(folder, 'in'))
  writeFileSync(join(folder, 'in/file'), '')
  symlinkSync(elsewhere, join(folder, 'in/link'))
  chownSync(folder, 4711, 4712)
  giveToOwnerOf(folder, [join(folder, 'in')])
  assert.deepEqual(
    ['in', 'in/file', 'in/link'].map(name => lstatSync(join(folder, name)).uid),
    [4711, 4711, 4711],
  )
  assert.equal(statSync(elsewhere).uid, 0)
})
