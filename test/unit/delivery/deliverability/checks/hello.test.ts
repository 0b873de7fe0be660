import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hello } from '../../../../../src/delivery/deliverability/checks/hello.ts'
import { codes, dnsOf, sendingOf } from '../../../../support/deliverability/sending.ts'

test('a name in EHLO is a full one that has an address; one that a relay chooses is not judged', async () => {
  const of = (name: string | null, records = {}) =>
    codes(hello.run(sendingOf({ hello: name, dns: dnsOf(records) })))
  assert.deepEqual(await of(null), [])
  assert.deepEqual(await of('box'), ['hello-bare'])
  assert.deepEqual(await of('box.local'), ['hello-bare'])
  assert.deepEqual(await of('box.example.org'), ['hello-unknown'])
  assert.deepEqual(await of('box.example.org', { 'A box.example.org': ['198.51.100.7'] }), [])
})
