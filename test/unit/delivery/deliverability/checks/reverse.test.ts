import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reverse } from '../../../../../src/delivery/deliverability/checks/reverse.ts'
import { codes, dnsOf, sendingOf } from '../../../../support/deliverability/sending.ts'

test('an address has a name that leads back to it', async () => {
  const of = (records: Record<string, string[]>, outgoing = ['198.51.100.7']) =>
    codes(reverse.run(sendingOf({ dns: dnsOf(records), outgoing })))
  assert.deepEqual(await of({}), ['ptr-none'])
  assert.deepEqual(await of({ 'PTR 198.51.100.7': ['mail.example.org'] }), ['ptr-mismatch'])
  assert.deepEqual(
    await of({ 'PTR 198.51.100.7': ['m.example.org'], 'A m.example.org': ['198.51.100.7'] }),
    [],
  )
  const six = { 'PTR 2001:db8::7': ['m.example.org'], 'A m.example.org': ['2001:db8:0:0:0:0:0:7'] }
  assert.deepEqual(await of(six, ['2001:db8::7']), [])
})
