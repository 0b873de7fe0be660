import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ask } from '../../../../src/cli/client/ask.ts'
import { endlessFor } from '../../../support/delivery/endless.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const pem = (name: string): string =>
  readFileSync(new URL(`../../../golden/web/${name}`, import.meta.url), 'utf8')
const NOTHING = { headers: {}, certificate: null, socket: null, client: null } as const

async function serving(t: TestContext, listener: RequestListener, secure = false): Promise<URL> {
  const server = secure
    ? createSecureServer({ cert: pem('server.pem'), key: pem('server.key') }, listener)
    : createServer(listener)
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return new URL(`${secure ? 'https' : 'http'}://127.0.0.1:${port}/x?y=1`)
}

test('method, headers and body arrive, and the answer comes back whole', async t => {
  const target = await serving(t, (request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      response.statusCode = 201
      response.end(`${request.method} ${request.url} ${request.headers.authorization} ${body}`)
    })
  })
  const headers = { Authorization: 'Bearer t' }
  const answered = await ask(target, { ...NOTHING, method: 'POST', headers, body: 'hello' })
  assert.deepEqual(answered, { status: 201, body: 'POST /x?y=1 Bearer t hello' })
})

test('no redirect is followed', async t => {
  const target = await serving(t, (_request, response) => {
    response.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end()
  })
  assert.equal((await ask(target, { ...NOTHING, method: 'GET' })).status, 302)
})

test('over HTTPS it talks to the very certificate that it was given, and to no other', async t => {
  const target = await serving(t, (_request, response) => response.end('secret'), true)
  const known = { ...NOTHING, method: 'GET', certificate: pem('server.pem') } as const
  assert.equal((await ask(target, known)).body, 'secret')
  await assert.rejects(ask(target, { ...known, certificate: pem('stranger.pem') }))
  await assert.rejects(ask(target, { ...known, certificate: null }))
})

test('it talks over a Unix socket where the service listens on one', async t => {
  const socket = join(temporaryFolder(t), 'slowburn.sock')
  const server = createServer((_request, response) => response.end('over the socket'))
  t.after(() => server.close())
  await once(server.listen(socket), 'listening')
  const answered = await ask(new URL('http://localhost/'), { ...NOTHING, method: 'GET', socket })
  assert.equal(answered.body, 'over the socket')
})

test('an answer without end is an error, and is left', async t => {
  const endless = await endlessFor(t, 200)
  await assert.rejects(
    ask(new URL(endless.url), { ...NOTHING, method: 'GET', largest: 2e6 }),
    /answered more than 2 MB/,
  )
  await endless.left()
})

test('an answer that breaks off is an error', async t => {
  const target = await serving(t, (_request, response) => {
    response.writeHead(200, { 'content-length': '10' })
    response.write('half', () => response.destroy())
  })
  await assert.rejects(ask(target, { ...NOTHING, method: 'GET' }), /aborted/)
})

test('nothing at the address is an error', async () => {
  await assert.rejects(ask(new URL('http://127.0.0.1:9/'), { ...NOTHING, method: 'GET' }), /ECONNREFUSED/)
})
