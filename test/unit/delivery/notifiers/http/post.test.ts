import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../../src/core/duration.ts'
import { post } from '../../../../../src/delivery/notifiers/http/post.ts'
import { endlessFor } from '../../../../support/delivery/endless.ts'
import { nobodyAt, serverFor } from '../../../../support/delivery/http.ts'
import { startRaw } from '../../../../support/delivery/smtp.ts'

const never = new AbortController().signal
const posting = (url: string) => ({ url, headers: {}, body: '{}' })

describe('a post', () => {
  const answers: ReadonlyArray<readonly [number, string]> = [
    [200, 'accepted'],
    [202, 'accepted'],
    [301, 'permanent'],
    [400, 'permanent'],
    [401, 'permanent'],
    [410, 'permanent'],
    [425, 'retry'],
    [429, 'retry'],
    [502, 'retry'],
  ]
  for (const [status, expected] of answers) {
    test(`that is answered ${status} is ${expected}`, async t => {
      const { url } = await serverFor(t, status)
      const result = await post(posting(url), never)
      assert.equal(result.accepted ? 'accepted' : result.outcome, expected)
    })
  }

  test('says what the server said, and never where it is', async t => {
    const { url } = await serverFor(t, 400)
    const result = await post(posting(`${url}/a-secret`), never)
    assert.match(result.accepted ? '' : result.error, /^answered 400: answer$/)
    const gone = await nobodyAt()
    const nobody = await post(posting(`${gone}/a-secret`), never)
    assert.ok(!nobody.accepted && nobody.outcome === 'retry')
    assert.doesNotMatch(nobody.error, /a-secret/)
  })

  test('waits as long as the server asks, up to ten minutes', async t => {
    for (const [asked, expected] of [
      ['7', 7 * SECOND],
      ['86400', 600 * SECOND],
      ['Tue, 01 Dec 2026 12:01:30 GMT\r\nDate: Tue, 01 Dec 2026 12:00:00 GMT', 90 * SECOND],
      ['soon', undefined],
    ] as const) {
      const raw = await startRaw(socket => {
        socket.once('data', () =>
          socket.end(
            `HTTP/1.1 429 Slow\r\nRetry-After: ${asked}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
          ),
        )
      })
      t.after(() => raw.close())
      const result = await post(posting(`http://127.0.0.1:${raw.port}`), never)
      assert.equal(result.accepted ? 0 : result.after, expected)
    }
  })

  const broken: ReadonlyArray<readonly [string, string]> = [
    ['closes at once', ''],
    ['ends in the middle of its answer', 'HTTP/1.1 2'],
    ['answers nonsense', '220 smtp.example.org ESMTP\r\n'],
  ]
  for (const [what, answer] of broken) {
    test(`to a server that ${what} leaves it unknown`, async t => {
      const raw = await startRaw(socket => {
        socket.once('data', () => socket.end(answer))
      })
      t.after(() => raw.close())
      const result = await post(posting(`http://127.0.0.1:${raw.port}`), never)
      assert.ok(!result.accepted && result.outcome === 'unknown', JSON.stringify(result))
    })
  }

  for (const kind of ['plain', 'packed'] as const) {
    test(`refused by an answer that never ends (${kind}) takes the beginning of it, at once`, async t => {
      const { url, sent, left } = await endlessFor(t, 500, kind)
      const began = performance.now()
      const result = await post(posting(url), never)
      assert.match(result.accepted ? '' : result.error, /^answered 500: x{300}$/)
      await left()
      assert.ok(sent() < 10e6, `${sent()} bytes were taken`)
      assert.ok(performance.now() - began < 5 * SECOND)
    })
  }

  test('that is quoted over and over does not show the half of a secret at which the answer was cut', async t => {
    const secret = 'a'.repeat(50) + 'b'.repeat(850)
    const server = createServer((_request, response) => {
      response.statusCode = 400
      response.end(` ${secret}`.repeat(50))
    }).listen(0, '127.0.0.1')
    t.after(() => server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const result = await post({ ...posting(`http://127.0.0.1:${port}`), secrets: [secret] }, never)
    assert.match(result.accepted ? '' : result.error, /^answered 400: (?:\*{3} ?)+$/)
  })

  test('that takes too long is unknown', async t => {
    const { url } = await serverFor(t, null)
    const result = await post(posting(url), never, 50)
    assert.ok(!result.accepted && result.outcome === 'unknown')
  })
})
