import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { systemRuntime } from '../../../../src/client/runtime.ts'
import { type Answer, post } from '../../../../src/client/sending/post.ts'
import { fakeRuntime, SOURCE, TOKEN } from '../../../support/client/runtime.ts'

const target = { url: `${SOURCE}/events`, token: TOKEN, shown: SOURCE }
const EMPTY = '{"dropped":0,"events":[]}'

/** What becomes of a message that is answered so. */
function answered(response: () => Response): Promise<Answer> {
  return post(EMPTY, target, fakeRuntime(response), 1000)
}

async function listening(t: TestContext, server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest/app/events`
}

describe('one message', () => {
  test('is sent with its token, compressed where that is worth it', async t => {
    const seen: { encoding: unknown; body: string; authorization: unknown }[] = []
    const server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', chunk => chunks.push(chunk))
      request.on('end', () => {
        const { authorization, 'content-encoding': encoding } = request.headers
        const whole = Buffer.concat(chunks)
        seen.push({ encoding, authorization, body: String(encoding === 'gzip' ? gunzipSync(whole) : whole) })
        response.end(
          '{"accepted":1,"duplicates":2,"refused":{"count":1,"first":[{"reason":"invalid","detail":"x"}]}}',
        )
      })
    })
    const url = await listening(t, server)
    const long = JSON.stringify({ events: ['é'.repeat(5000)] })
    for (const body of [EMPTY, long]) {
      const answer = await post(body, { ...target, url }, systemRuntime(), 5000)
      assert.deepEqual(answer, { is: 'kept', accepted: 1, duplicates: 2, refused: 1, why: 'invalid: x' })
    }
    assert.deepEqual(seen, [
      { encoding: undefined, authorization: `Bearer ${TOKEN}`, body: EMPTY },
      { encoding: 'gzip', authorization: `Bearer ${TOKEN}`, body: long },
    ])
  })

  test('that finds nobody, or is answered 429, 5xx, 401 or 404, is to be sent later, when the server asks', async () => {
    const away = await post(EMPTY, { ...target, url: 'http://127.0.0.1:1/' }, systemRuntime(), 5000)
    assert.deepEqual(away.is, 'later')
    for (const status of [401, 403, 404, 408, 429, 500, 503]) {
      const answer = await answered(() => new Response('', { status, headers: { 'Retry-After': '7' } }))
      assert.ok(answer.is === 'later', `${status}`)
      assert.equal(answer.afterMs, 7000)
      assert.match(answer.why, new RegExp(`answers ${status}`))
    }
  })

  test('that is too large, or cannot be read, is not sent again as it is', async () => {
    assert.deepEqual(await answered(() => new Response('', { status: 413 })), { is: 'too large' })
    assert.equal((await answered(() => new Response('', { status: 400 }))).is, 'refused')
  })

  test('that somebody else answers with 200 is not taken for kept', async () => {
    for (const body of [
      '<html>welcome</html>',
      '{}',
      '{"accepted":"1","duplicates":0,"refused":{"count":0}}',
      'null',
    ]) {
      assert.equal((await answered(() => new Response(body))).is, 'later', body)
    }
  })

  test('is given up after its time, whether the answer is slow or never comes, and nothing is left of it', async () => {
    const runtime = { ...fakeRuntime(), fetch: (): Promise<never> => new Promise(() => {}) }
    const answer = post(EMPTY, target, runtime, 1000)
    await runtime.advance(1000)
    assert.deepEqual(await answer, {
      is: 'later',
      afterMs: null,
      why: `${SOURCE} does not answer within 1 s`,
    })
  })

  test('reads no more of an answer without end than a beginning', async () => {
    let read = 0
    const endless = new ReadableStream({
      pull(controller) {
        read += 1
        controller.enqueue(new Uint8Array(16 * 1024))
      },
    })
    assert.equal((await answered(() => new Response(endless))).is, 'later')
    assert.ok(read < 10, `${read}`)
  })

  test('says nothing of its token, whatever fails', async () => {
    const faults = [
      new TypeError(`Bearer ${TOKEN} is an invalid header`),
      `${TOKEN}`,
      null,
      { cause: { code: `x ${TOKEN}` } },
    ]
    for (const fault of faults) {
      const answer = await answered(() => {
        throw fault
      })
      assert.doesNotMatch(JSON.stringify(answer), new RegExp(TOKEN))
    }
    const first = [{ reason: 'invalid', detail: `Bearer ${TOKEN}` }]
    const quoting = await answered(() =>
      Response.json({ accepted: 0, duplicates: 0, refused: { count: 1, first } }),
    )
    assert.ok(quoting.is === 'kept')
    assert.equal(quoting.why, 'invalid: Bearer [token]')
  })
})
