import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dmarc } from '../../../../../src/delivery/deliverability/checks/dmarc.ts'
import { codes, dnsOf, sendingOf, verdictOf } from '../../../../support/deliverability/sending.ts'

const dns = dnsOf({ 'TXT _dmarc.example.org': ['v=DMARC1; p=reject'] })
const by = (found: Parameters<typeof verdictOf>[0]['dmarc'] & object) =>
  dmarc.run(sendingOf({ dns, verdicts: [{ address: '198.51.100.7', verdict: verdictOf({ dmarc: found }) }] }))

test('mail that neither SPF nor DKIM vouches for is refused where the policy says so, and counted where not', async () => {
  assert.deepEqual(await by({ result: 'pass', policy: 'reject' }), [])
  assert.deepEqual(
    (await by({ result: 'fail', policy: 'reject' })).map(({ level }) => level),
    ['fault'],
  )
  assert.deepEqual(
    (await by({ result: 'fail', policy: 'none' })).map(({ level }) => level),
    ['warning'],
  )
})

test('a policy that is missing, doubled or no policy has its name', async () => {
  const none = [
    { address: '198.51.100.7', verdict: verdictOf({ dmarc: { result: 'none', policy: 'none' } }) },
  ]
  const of = (...records: string[]) =>
    codes(dmarc.run(sendingOf({ dns: dnsOf({ 'TXT _dmarc.example.org': records }), verdicts: none })))
  assert.deepEqual(await of(), ['dmarc-none'])
  assert.deepEqual(await of('v=DMARC1; p=none', 'v=DMARC1; p=none'), ['dmarc-several'])
  assert.deepEqual(await of('v=DMARC1; policy=none'), ['dmarc-invalid'])
})
