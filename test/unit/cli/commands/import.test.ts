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
  assert.equal(again.code, 1)
  assert.match(
    again.stderr,
    new RegExp(`slowburn: ${output} cannot be written: EEXIST.* Give another --output`),
  )
})

test('where somebody cannot be notified nothing is written, unless the nearest route above is asked for', async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'alertmanager.yml')
  writeFileSync(
    file,
    `route: { receiver: ops, routes: [{ matchers: [severity="critical"], receiver: pd }] }
receivers:
  - { name: ops, email_configs: [{ to: ops@example.org }] }
  - { name: pd, sns_configs: [{ topic_arn: a }] }
`,
  )
  const refused = await runCommandHere(t, importCommand, 'alertmanager', file)
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, new RegExp(`^${file}:4: receivers.1.sns_configs: cannot be notified: `, 'm'))
  assert.match(refused.stderr, /^slowburn: nothing was written: at 2 places somebody cannot be notified/m)
  const partial = await runCommandHere(t, importCommand, 'alertmanager', file, '--partial')
  assert.equal(partial.code, 0)
  assert.match(partial.stderr, /pd: none of its integrations can be carried over; in its place: ops$/m)
  assert.doesNotMatch(partial.stdout, /nobody/)
})

test('what is lost is listed though the import fails', async t => {
  const file = join(temporaryFolder(t), 'alertmanager.yml')
  writeFileSync(file, 'templates: [x]\nroute: { receiver: typo }\nreceivers: [{ name: a }]\n')
  const { code, stdout, stderr } = await runCommandHere(t, importCommand, 'alertmanager', file, '--partial')
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /:1: templates: has no counterpart$/m)
  assert.match(stderr, /: line 2, route\.receiver: typo is not among the receivers/)
})

test('a file that is not there, or is a folder, is named in one line with the remedy', async t => {
  const folder = temporaryFolder(t)
  for (const file of [join(folder, 'missing.yml'), folder]) {
    const { code, stdout, stderr } = await runCommandHere(t, importCommand, 'alertmanager', file)
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, new RegExp(`^${file}: cannot be read: E(NOENT|ISDIR).* Give the file that .*\n$`))
  }
})
