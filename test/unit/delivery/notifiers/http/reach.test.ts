import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reach } from '../../../../../src/delivery/notifiers/http/reach.ts'
import { nobodyAt, serverFor } from '../../../../support/delivery/http.ts'

const never = new AbortController().signal

test('an address that takes a connection can be reached, and nothing is sent to it', async t => {
  const { url, received } = await serverFor(t)
  assert.equal(await reach(`${url}/a-secret`, never), null)
  assert.equal(received.length, 0)
})

test('one at which nobody listens is named without its path', async () => {
  const fault = await reach(`${await nobodyAt()}/a-secret`, never)
  assert.match(fault ?? '', /^127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/)
  assert.doesNotMatch(fault ?? '', /a-secret/)
})

test('an address by its number is tried over TLS without a word of Node about it', async t => {
  const { url } = await serverFor(t)
  const said: string[] = []
  const hear = ({ message }: Error): void => void said.push(message)
  process.on('warning', hear)
  t.after(() => process.off('warning', hear))
  for (const host of ['127.0.0.1', '[::1]']) {
    const { port } = new URL(url)
    assert.notEqual(await reach(`https://${host}:${port}/x`, never, 500), null)
  }
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(said, [])
})

test('a name that does not resolve, and TLS where there is none, are faults', async t => {
  assert.match(
    (await reach('http://nowhere.invalid/x', never)) ?? '',
    /nowhere\.invalid:80 cannot be reached/,
  )
  const { url } = await serverFor(t)
  assert.notEqual(await reach(url.replace('http:', 'https:'), never, 500), null)
})
