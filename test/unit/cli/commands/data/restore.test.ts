// What it does with a backup: test/acceptance/backup.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restoreCommand } from '../../../../../src/cli/commands/data/restore.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'

test('slowburn restore says in one line what is no backup', async t => {
  const folder = temporaryFolder(t)
  const { stderr, code } = await runCommandHere(t, restoreCommand, folder, '--data', `${folder}/data`)
  assert.match(stderr, /^slowburn: .* is no backup of slowburn: .*manifest\.json cannot be read .*\n$/)
  assert.equal(code, 1)
})
