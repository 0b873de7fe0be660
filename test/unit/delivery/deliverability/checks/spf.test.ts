import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spf } from '../../../../../src/delivery/deliverability/checks/spf.ts'
import { codes, dnsOf, sendingOf, verdictOf } from '../../../../support/deliverability/sending.ts'

test('the verdict of the receiving server decides, once there is one record', async () => {
  const dns = dnsOf({ 'TXT example.org': ['v=spf1 ip4:203.0.113.1 -all', 'other=1'] })
  const by = (result: string) =>
    codes(
      spf.run(
        sendingOf({ dns, verdicts: [{ address: '198.51.100.7', verdict: verdictOf({ spf: result }) }] }),
      ),
    )
  assert.deepEqual(await by('pass'), [])
  assert.deepEqual(await by('fail'), ['spf-fail'])
  assert.deepEqual(await by('softfail'), ['spf-softfail'])
  assert.deepEqual(await by('permerror'), ['spf-lookups'])
  assert.deepEqual(await by('temperror'), ['dns-silent'])
  assert.deepEqual(await by('neutral'), ['spf-neutral'])
})

test('without a record the remedy is one that names the address', async () => {
  const [doubt] = await spf.run(sendingOf())
  assert.match(doubt?.remedy ?? '', /v=spf1 ip4:198\.51\.100\.7 -all/)
})
