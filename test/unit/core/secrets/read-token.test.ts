import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readToken } from '../../../../src/core/secrets/read-token.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('a token is the one word of its file', t => {
  const file = join(temporaryFolder(t), 'token')
  writeFileSync(file, 'glsa_x7+/=\n')
  assert.equal(readToken(file), 'glsa_x7+/=')
  for (const text of ['', 'two words', 'über']) {
    writeFileSync(file, text)
    assert.throws(() => readToken(file), /holds no token: one word is expected/)
  }
  assert.throws(() => readToken(`${file}.gone`), /ENOENT/)
})
