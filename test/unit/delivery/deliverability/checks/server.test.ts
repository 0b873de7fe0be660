import assert from 'node:assert/strict'
import { test } from 'node:test'
import { server } from '../../../../../src/delivery/deliverability/checks/server.ts'
import { codes, sendingOf } from '../../../../support/deliverability/sending.ts'

test('what keeps us from our mail server has the name of the step at which it ended', async () => {
  const of = (why: string | null) => codes(server.run(sendingOf({ connect: () => Promise.resolve(why) })))
  assert.deepEqual(await of(null), [])
  assert.deepEqual(await of('mail:587: self-signed certificate'), ['tls-untrusted'])
  assert.deepEqual(await of('mail:587: the server does not offer STARTTLS'), ['tls-missing'])
  assert.deepEqual(await of('mail:587: Invalid login: 535 no'), ['login-refused'])
  assert.deepEqual(await of('mail:587: connect ECONNREFUSED'), ['server-away'])
})

test('mail in clear over a network is a warning', async () => {
  const clear = (host: string) => codes(server.run(sendingOf({ server: { host, port: 25, tls: 'none' } })))
  assert.deepEqual(await clear('10.0.0.7'), ['tls-none'])
  assert.deepEqual(await clear('127.0.0.1'), [])
})
