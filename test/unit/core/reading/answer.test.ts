import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ask, waitAskedFor } from '../../../../src/core/reading/answer.ts'
import { endlessFor } from '../../../support/delivery/endless.ts'

async function answering(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('an answer within the bound is read whole, packed or not', async t => {
  const text = 'ünd so weiter '.repeat(100)
  const url = await answering(t, (request, response) => {
    if (request.url === '/plain') return response.end(text)
    return response.writeHead(201, { 'content-encoding': 'gzip' }).end(gzipSync(text))
  })
  const bytes = Buffer.byteLength(text)
  for (const path of ['/plain', '/packed']) {
    assert.equal(await (await ask(`${url}${path}`, {})).whole(bytes), text)
    await assert.rejects((await ask(`${url}${path}`, {})).whole(bytes - 1), /answered more than 1\.499 kB/)
    assert.equal(await (await ask(`${url}${path}`, {})).beginning(bytes), text)
  }
})

test('of a character at the bound nothing is shown', async t => {
  const url = await answering(t, (_request, response) => response.end('aüb'))
  assert.equal(await (await ask(url, {})).beginning(2), 'a')
  assert.equal(await (await ask(url, {})).beginning(3), 'aü')
})

for (const kind of ['plain', 'packed'] as const) {
  test(`an answer without end (${kind}) takes what its reader has room for, and its connection is closed`, async t => {
    const { url, left } = await endlessFor(t, 200, kind)
    assert.equal(await (await ask(url, {})).beginning(10), 'xxxxxxxxxx')
    await assert.rejects((await ask(url, {})).whole(2e6), /answered more than 2 MB/)
    await (await ask(url, {})).leave()
    await left()
  })
}

test('what came of an answer that breaks off is its beginning, and never the whole', async t => {
  const url = await answering(t, (_request, response) => {
    response.writeHead(500, { 'content-length': '100' }).write('sorry, ')
    setTimeout(() => response.destroy(), 20)
  })
  assert.equal(await (await ask(url, {})).beginning(1000), 'sorry, ')
  await assert.rejects((await ask(url, {})).whole(1000), /terminated/)
})

for (const [asked, milliseconds] of [
  ['20', 20_000],
  ['Tue, 01 Dec 2026 12:00:40 GMT', 40_000],
  ['Tue, 01 Dec 2026 11:00:00 GMT', 0],
  ['-3', 0],
  ['later', 0],
  ['', 0],
] as const) {
  test(`a server that says "Retry-After: ${asked}" asks for ${milliseconds} ms`, () => {
    const headers = new Headers({ 'Retry-After': asked, Date: 'Tue, 01 Dec 2026 12:00:00 GMT' })
    assert.equal(waitAskedFor(headers), milliseconds)
  })
}

test('a server that names no moment of its own asks for nothing', () => {
  assert.equal(waitAskedFor(new Headers({ 'Retry-After': 'Tue, 01 Dec 2026 12:00:40 GMT' })), 0)
  assert.equal(waitAskedFor(new Headers()), 0)
})
