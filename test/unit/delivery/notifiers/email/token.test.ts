import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MINUTE } from '../../../../../src/core/duration.ts'
import { tokensFrom } from '../../../../../src/delivery/notifiers/email/token.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

test('a file is read anew at each log-in', async t => {
  const file = join(temporaryFolder(t), 'token')
  writeFileSync(file, 'first\n')
  const token = tokensFrom({ file }, () => 0)
  assert.equal(await token(false), 'first')
  writeFileSync(file, 'second\n')
  assert.equal(await token(false), 'second')
})

test('a command runs once, and again where its token is refused or five minutes old', async t => {
  const file = join(temporaryFolder(t), 'runs')
  writeFileSync(file, '')
  let now = 0
  const command = ['sh', '-c', 'echo x >> "$1"; echo "token-$(wc -l < "$1" | tr -d " ")"', 'sh', file]
  const token = tokensFrom({ command }, () => now)
  assert.deepEqual([await token(false), await token(false)], ['token-1', 'token-1'])
  assert.equal(await token(true), 'token-2')
  now = 5 * MINUTE
  assert.equal(await token(false), 'token-3')
  assert.equal(readFileSync(file, 'utf8'), 'x\nx\nx\n')
})

test('a command that fails says so without what it printed, and is tried again', async t => {
  const file = join(temporaryFolder(t), 'there')
  const token = tokensFrom({ command: ['sh', '-c', 'echo secret; test -e "$1"', 'sh', file] }, () => 0)
  await assert.rejects(
    token(false),
    error => error instanceof Error && /sh printed no token: it ended with 1/.test(error.message),
  )
  writeFileSync(file, '')
  assert.equal(await token(false), 'secret')
  await assert.rejects(tokensFrom({ command: ['echo', 'two words'] }, () => 0)(false), /holds no token/)
})
