import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { initCommand } from '../../../../src/cli/commands/init.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

test('an existing file is not written over', async t => {
  const file = join(temporaryFolder(t), 'slowburn.yml')
  writeFileSync(file, 'mine')
  const args = ['--database', 'postgres://reader@127.0.0.1:9/app', '--output', file]
  const { stderr, code } = await runCommandHere(t, initCommand, ...args)
  assert.equal(code, 1)
  assert.match(stderr, /is there already\. Write elsewhere with --output, or over it with --force/)
})

test('an address that no source knows is refused with how to write one', async t => {
  const { stderr, code } = await runCommandHere(
    t,
    initCommand,
    '--database',
    'mysql://db/app',
    '--output',
    '-',
  )
  assert.equal(code, 1)
  assert.match(stderr, /--database: .*Write it as postgres:\/\/user@host:5432\/database/)
})

test('a database that does not answer is one line, without the password', async t => {
  const url = 'postgres://reader:hunter2@127.0.0.1:9/app'
  const { stdout, stderr, code } = await runCommandHere(t, initCommand, '--database', url, '--output', '-')
  assert.deepEqual([stdout, code], ['', 1])
  assert.equal(stderr.trimEnd().split('\n').length, 1)
  assert.doesNotMatch(stderr, /hunter2/)
})

test('a replay of what is only printed is refused before anything is looked at', async t => {
  const args = ['--database', 'postgres://reader@127.0.0.1:9/app', '--output', '-', '--replay']
  const { stderr, code } = await runCommandHere(t, initCommand, ...args)
  assert.deepEqual(
    [stderr, code],
    ['slowburn: --replay reads the file that is written: give it a name with --output\n', 1],
  )
})
