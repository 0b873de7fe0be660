// What it does with a running service: test/acceptance/backup.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backupCommand } from '../../../../../src/cli/commands/data/backup.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { runCommandHere } from '../../../../support/process/fake-service.ts'

test('slowburn backup says where no service runs, and that a folder is there already', async t => {
  const folder = temporaryFolder(t)
  const absent = await runCommandHere(t, backupCommand, '--data', folder)
  const taken = await runCommandHere(t, backupCommand, '--data', folder, '--to', folder)
  assert.match(absent.stderr, /^slowburn: .*service\.json is not there\. No slowburn runs on the data folder/)
  assert.match(taken.stderr, /is there already\. Give another folder/)
  assert.deepEqual([absent.code, taken.code], [1, 1])
})
