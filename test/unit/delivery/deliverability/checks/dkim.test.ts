import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { dkim } from '../../../../../src/delivery/deliverability/checks/dkim.ts'
import { codes, dnsOf, sendingOf, verdictOf } from '../../../../support/deliverability/sending.ts'

const signs = { domain: 'example.org', selector: 's1' }
const NAME = 'TXT s1._domainkey.example.org'
const keyOf = (bits: number): string =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64')
const by = (record: string, found: Parameters<typeof verdictOf>[0]['dkim'] = { result: 'pass' }) =>
  codes(
    dkim.run(
      sendingOf({
        signs,
        dns: dnsOf({ [NAME]: [record] }),
        verdicts: [{ address: '198.51.100.7', verdict: verdictOf({ dkim: found }) }],
      }),
    ),
  )

test('a key that is long enough and verifies is well; each other state has its name', async () => {
  const good = `v=DKIM1; p=${keyOf(2048)}`
  assert.deepEqual(await by(good), [])
  assert.deepEqual(await by(good, { result: 'fail' }), ['dkim-mismatch'])
  assert.deepEqual(await by(good, { result: 'pass', aligned: false, signer: 'example.net' }), [
    'dkim-unaligned',
  ])
  assert.deepEqual(await by(`v=DKIM1; p=${keyOf(1024)}`), ['dkim-weak'])
  assert.deepEqual(await by(`v=DKIM1; t=y:s; p=${keyOf(2048)}`), ['dkim-testing'])
  assert.deepEqual(await by('v=DKIM1; p=', { result: 'neutral', comment: 'key revoked' }), ['dkim-revoked'])
  assert.deepEqual(await codes(dkim.run(sendingOf({ signs }))), ['dkim-missing'])
  assert.deepEqual(await codes(dkim.run(sendingOf())), ['dkim-unsigned'])
})
