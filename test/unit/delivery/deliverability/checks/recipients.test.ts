import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recipients } from '../../../../../src/delivery/deliverability/checks/recipients.ts'
import { codes, dnsOf, sendingOf } from '../../../../support/deliverability/sending.ts'

test('a domain takes mail by an MX with an address, or by an address of its own', async () => {
  const of = (records: Record<string, string[]>) => codes(recipients.run(sendingOf({ dns: dnsOf(records) })))
  assert.deepEqual(await of({}), ['mx-none'])
  assert.deepEqual(await of({ 'A example.net': ['198.51.100.9'] }), [])
  assert.deepEqual(await of({ 'MX example.net': [''] }), ['mx-null'])
  assert.deepEqual(await of({ 'MX example.net': ['mx.example.net'] }), ['mx-dead'])
  assert.deepEqual(await of({ 'MX example.net': ['192.0.2.1'] }), ['mx-literal'])
  for (const address of ['127.0.0.1', '0.0.0.0']) {
    assert.deepEqual(await of({ 'MX example.net': ['mx.example.net'], 'A mx.example.net': [address] }), [
      'mx-local',
    ])
  }
  assert.deepEqual(
    await of({ 'MX example.net': ['mx.example.net'], 'A mx.example.net': ['198.51.100.9'] }),
    [],
  )
})
