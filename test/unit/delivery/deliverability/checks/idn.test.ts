import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idn } from '../../../../../src/delivery/deliverability/checks/idn.ts'
import { codes, sendingOf } from '../../../../support/deliverability/sending.ts'

test('a domain outside ASCII is a name or none, and a local part outside ASCII needs SMTPUTF8', async () => {
  const of = (address: string, takes: boolean | null) =>
    codes(idn.run(sendingOf({ recipients: [address], takesUtf8: () => Promise.resolve(takes) })))
  assert.deepEqual(await of('ann@bücher.example', false), [])
  assert.deepEqual(await of('ann@a..\u2024', true), ['idn-invalid'])
  assert.deepEqual(await of('jürgen@example.net', false), ['idn-smtputf8'])
  assert.deepEqual(await of('jürgen@example.net', true), [])
  assert.deepEqual(await of('jürgen@example.net', null), [])
})
