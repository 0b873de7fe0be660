import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLogger } from '../../../src/core/logger.ts'
import { installationId, keptSecret } from '../../../src/storage/kept-secret.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('a secret is made once, kept for its owner alone, and made anew where it was spoiled', t => {
  const folder = temporaryFolder(t)
  const first = keptSecret(folder, 'control-token', silentLogger)
  assert.equal(first.length, 32)
  assert.deepEqual(keptSecret(folder, 'control-token', silentLogger), first)
  assert.equal(statSync(join(folder, 'control-token')).mode & 0o777, 0o600)
  writeFileSync(join(folder, 'control-token'), 'short')
  const anew = keptSecret(folder, 'control-token', silentLogger)
  assert.notDeepEqual(anew, first)
  assert.deepEqual(keptSecret(folder, 'control-token', silentLogger), anew)
})

test('an installation has one id, a UUID that tells nothing of its key, and another one has another', t => {
  const [one, other] = [temporaryFolder(t), temporaryFolder(t)]
  const id = installationId(one, silentLogger)
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(installationId(one, silentLogger), id)
  assert.notEqual(installationId(other, silentLogger), id)
  const key = Buffer.from(readFileSync(join(one, 'link-key'), 'utf8').trim(), 'base64url').toString('hex')
  assert.ok(!key.includes(id.replaceAll('-', '').slice(0, 8)))
})
