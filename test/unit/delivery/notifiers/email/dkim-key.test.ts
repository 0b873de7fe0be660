import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { ConfigError } from '../../../../../src/core/errors.ts'
import { dkimKey } from '../../../../../src/delivery/notifiers/email/dkim-key.ts'
import type { SmtpSettings } from '../../../../../src/delivery/notifiers/email/options.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

function smtpWith(file: string): { smtp: Pick<SmtpSettings, 'dkim'> } {
  const dkim = { domain: 'example.org', selector: 's1', keyFile: file }
  return { smtp: { dkim } }
}

function keyFile(t: TestContext, key: KeyObject | string): string {
  const file = join(temporaryFolder(t), 'key.pem')
  writeFileSync(file, typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' }))
  return file
}

describe('the key that signs messages', () => {
  test('is RSA or Ed25519', t => {
    for (const { privateKey } of [
      generateKeyPairSync('ed25519'),
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ]) {
      const found = dkimKey(smtpWith(keyFile(t, privateKey)))
      assert.equal(found?.privateKey.asymmetricKeyType, privateKey.asymmetricKeyType)
      assert.equal(found?.selector, 's1')
    }
    assert.equal(dkimKey({ smtp: null }), null)
  })

  test('that cannot be used is a fault with a remedy, and shows nothing of the key', t => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    for (const file of [
      keyFile(t, weak),
      keyFile(t, curve),
      keyFile(t, 'not a key: secret words'),
      '/nowhere/key.pem',
    ]) {
      assert.throws(
        () => dkimKey(smtpWith(file)),
        (error: unknown) => {
          assert.ok(error instanceof ConfigError)
          assert.match(error.message, /^smtp\.dkim\.key_file: .*Give a PEM file with an RSA key/)
          assert.doesNotMatch(error.message, /secret words/)
          return true
        },
      )
    }
  })
})
