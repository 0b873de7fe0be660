import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bounces } from '../../../../../src/delivery/deliverability/checks/bounces.ts'
import { codes, dnsOf, sendingOf } from '../../../../support/deliverability/sending.ts'

test('the domain of the sender is there, and takes what comes back', async () => {
  const of = (records: Record<string, string[]>) => codes(bounces.run(sendingOf({ dns: dnsOf(records) })))
  assert.deepEqual(await of({}), ['sender-unknown'])
  assert.deepEqual(await of({ 'MX example.org': [''] }), ['sender-null-mx'])
  assert.deepEqual(await of({ 'MX example.org': ['mail.example.org'] }), [])
})
