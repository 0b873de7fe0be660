import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { importCommand } from '../../../../src/cli/commands/import.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

test('the result goes to standard output or a file for its owner, and losses go to standard error with their lines', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'alertmanager.yml')
  writeFileSync(
    file,
    'templates: [x]\nroute: { receiver: a }\nreceivers: [{ name: a, email_configs: [{ to: a@example.org }] }]\n',
  )
  const printed = await runCommandHere(t, importCommand, 'alertmanager', file)
  assert.match(printed.stdout, /^contacts:$/m)
  assert.match(printed.stderr, new RegExp(`^${file}:1: templates: has no counterpart$`, 'm'))
  const output = join(folder, 'out.yml')
  assert.equal((await runCommandHere(t, importCommand, 'alertmanager', file, '-o', output)).code, 0)
  assert.deepEqual([readFileSync(output, 'utf8'), statSync(output).mode & 0o777], [printed.stdout, 0o600])
  const again = await runCommandHere(t, importCommand, 'alertmanager', file, '-o', output)
  assert.deepEqual([again.code, /EEXIST/.test(again.stderr)], [1, true])
})
