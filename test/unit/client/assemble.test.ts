import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientWith } from '../../support/client/client.ts'

describe('the end of the process', () => {
  test('sends what waits, once, and is not put off by a server that is away', async () => {
    const { client, runtime } = clientWith({ onProblem: () => {} }, () => new Response('', { status: 503 }))
    client.gauge('x', 1)
    await runtime.exit()
    await runtime.exit()
    assert.equal(runtime.sent.length, 1)
  })

  test('of a client that was closed finds nothing to do; what comes later is dropped and counted', async () => {
    const { client, runtime } = clientWith()
    client.gauge('x', 1)
    await client[Symbol.asyncDispose]()
    client.gauge('x', 2)
    await runtime.exit()
    assert.equal(await client.close(), false, 'what came later was not sent')
    assert.deepEqual(runtime.sent.length, 1)
    assert.deepEqual([client.figures().accepted, client.figures().dropped], [1, 1])
  })

  test('drops and counts what could not be sent while it was closed', async () => {
    const { client, runtime } = clientWith({ onProblem: () => {} }, () => new Response('', { status: 503 }))
    client.gauge('x', 1)
    assert.equal(await client.close(), false)
    assert.deepEqual([client.figures().dropped, client.figures().waiting], [1, 0])
    await runtime.advance(100_000)
    assert.equal(runtime.sent.length, 1)
  })
})

test('whatever is given for the time that sending may take, what waits is sent', async () => {
  for (const asked of [
    null,
    undefined,
    {},
    { timeoutMs: Number.NaN },
    { timeoutMs: Number.POSITIVE_INFINITY },
    { timeoutMs: -1 },
  ] as never[]) {
    for (const end of ['flush', 'close'] as const) {
      const { client, runtime } = clientWith()
      client.gauge('x', 1)
      assert.equal(await client[end](asked), true)
      assert.equal(runtime.sent.length, 1)
    }
  }
})
