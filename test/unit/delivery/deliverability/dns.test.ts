import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDns } from '../../../../src/delivery/deliverability/dns.ts'
import { startDns } from '../../../support/deliverability/dns.ts'

test('a name without a record is an empty answer, by the resolver that is passed in', async t => {
  const dns = createDns([
    await startDns(t, {
      'example.org': {
        MX: ['20 b.example.org', '10 a.example.org'],
        TXT: ['x'.repeat(400)],
        A: ['198.51.100.7'],
      },
      'xn--bcher-kva.example': { A: ['198.51.100.8'] },
    }),
  ])
  assert.deepEqual(await dns.mx('example.org'), ['a.example.org', 'b.example.org'])
  assert.deepEqual(await dns.txt('example.org'), ['x'.repeat(400)])
  assert.deepEqual(await dns.addresses('example.org'), ['198.51.100.7'])
  assert.deepEqual(await dns.addresses('bücher.example'), ['198.51.100.8'])
  assert.deepEqual(await dns.addresses('2001:db8::1'), ['2001:db8::1'])
  assert.deepEqual([await dns.mx('gone.example'), await dns.ptr('198.51.100.1')], [[], []])
})

test('a resolver that cannot say is no answer', async t => {
  const dns = createDns([await startDns(t, null)])
  await assert.rejects(dns.txt('example.org'), { code: 'ESERVFAIL' })
})
