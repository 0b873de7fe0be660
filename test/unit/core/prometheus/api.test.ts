import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createApi, listOf, PrometheusFault } from '../../../../src/core/prometheus/api.ts'
import { type ServerAddress, serverAddress } from '../../../../src/core/secrets/server-address.ts'
import { serve } from '../../../support/exposition/prometheus.ts'

const noWait = async (): Promise<void> => {}

async function apiOf(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  user = '',
) {
  const address = await serve(t, (request, response) => {
    request.resume()
    request.on('end', () => answer(request, response))
  })
  const server = serverAt(`http://${user}${address}/prom/`)
  return { address, api: createApi({ server, patience: 300, wait: noWait }) }
}

function serverAt(text: string, token: string | null = null): ServerAddress {
  const server = serverAddress(text, token)
  assert.ok(server)
  return server
}

const ok = (data: unknown, more = {}): string => JSON.stringify({ status: 'success', data, ...more })

test('data is what is under its path, asked with the user of the address, who is shown nowhere', async t => {
  let header = ''
  const { api, address } = await apiOf(
    t,
    (request, response) => {
      header = request.headers.authorization ?? ''
      response.end(ok(request.url, { warnings: ['one store is away'] }))
    },
    'me:p%40ss@',
  )
  assert.equal(await api.get('/api/v1/query', { query: 'up' }), '/prom/api/v1/query')
  assert.equal(Buffer.from(header.replace('Basic ', ''), 'base64').toString(), 'me:p@ss')
  assert.equal(api.name, `http://${address}/prom`)
  assert.deepEqual(api.warnings(), ['one store is away'])
})

test('what takes no parameters, as metadata, is asked by GET: a Prometheus answers 405 to a form there', async t => {
  const { api } = await apiOf(t, (request, response) => void response.end(ok(request.method)))
  assert.equal(await api.get('/api/v1/metadata', {}), 'GET')
  assert.equal(await api.get('/api/v1/query', { query: 'up' }), 'POST')
})

test('a token is sent as a bearer', async t => {
  let header = ''
  const address = await serve(t, (request, response) => {
    header = request.headers.authorization ?? ''
    response.end(ok(1))
  })
  await createApi({ server: serverAt(`http://${address}`, 'secret'), wait: noWait }).get('/x', {})
  assert.equal(header, 'Bearer secret')
})

test('an overloaded server is asked three times, and what else it says is told in one line', async t => {
  let asked = 0
  const { api } = await apiOf(t, (_, response) => {
    asked += 1
    response.statusCode = asked < 3 ? 503 : 200
    response.end(ok('at last'))
  })
  assert.equal(await api.get('/x', {}), 'at last')
  const { api: busy, address } = await apiOf(t, (_, response) => {
    response.statusCode = 429
    response.end('too\nmany')
  })
  await assert.rejects(busy.get('/x', {}), { message: `http://${address}/prom/x: 429: too many` })
  const { api: wrong } = await apiOf(t, (_, response) => {
    response.statusCode = 422
    response.end(JSON.stringify({ status: 'error', error: 'query processing would load too many samples' }))
  })
  await assert.rejects(wrong.get('/x', {}), /422: query processing would load too many samples$/)
})

test('a page, a redirection, silence and an address where nobody is are one line each', async t => {
  const { api: page } = await apiOf(t, (_, response) => void response.end('<html>log in</html>'))
  await assert.rejects(page.get('/x', {}), /the answer is none of a Prometheus: <html>log in/)
  const { api: moved } = await apiOf(
    t,
    (_, response) => void response.writeHead(302, { Location: 'http://127.0.0.1:9/' }).end(),
  )
  await assert.rejects(
    moved.get('/x', {}),
    /\/x: 302: it sends to http:\/\/127\.0\.0\.1:9\/, and credentials are for its own/,
  )
  const { api: silent } = await apiOf(t, () => {})
  await assert.rejects(silent.get('/x', {}), /no answer within 0\.3 s$/)
  const nobody = createApi({ server: serverAt('http://127.0.0.1:1'), wait: noWait })
  await assert.rejects(nobody.get('/x', {}), error =>
    /^http:\/\/127\.0\.0\.1:1\/x: (?!fetch failed$)/.test(String((error as Error).message)),
  )
})

test('a server that names a time is asked again then, and one that names a long time is given up with it', async t => {
  const waited: number[] = []
  let after = '3'
  const address = await serve(t, (_, response) =>
    response.writeHead(waited.length === 0 ? 429 : 200, { 'Retry-After': after }).end(ok('at last')),
  )
  const wait = async (ms: number): Promise<void> => void waited.push(ms)
  const api = createApi({ server: serverAt(`http://${address}`), wait, longestWait: 5000 })
  assert.equal(await api.get('/x', {}), 'at last')
  assert.deepEqual(waited, [3000])
  waited.length = 0
  after = '300'
  await assert.rejects(
    api.get('/x', {}),
    error => error instanceof PrometheusFault && error.status === 429 && error.wait === 300_000,
  )
  assert.deepEqual(waited, [])
})

test('a query that takes too long is known from one that is wrong', async t => {
  const { api } = await apiOf(t, (_, response) => {
    response.statusCode = 503
    response.end(JSON.stringify({ status: 'error', errorType: 'timeout', error: 'query timed out' }))
  })
  await assert.rejects(
    api.get('/x', {}),
    error => error instanceof PrometheusFault && error.late && error.said === '503: query timed out',
  )
})

test('who asks may give up', async t => {
  const { api } = await apiOf(t, () => {})
  await assert.rejects(api.get('/x', {}, AbortSignal.timeout(50)), error => !(error as PrometheusFault).late)
})

test('a list of an answer holds objects alone', () => {
  assert.deepEqual(listOf({ result: [1, null, { a: 1 }] }, 'result'), [{ a: 1 }])
  for (const data of [null, {}, { result: 'x' }]) assert.deepEqual(listOf(data, 'result'), [])
})

test('a server that lets nothing be posted is asked by an address', async t => {
  const asked: string[] = []
  const { api } = await apiOf(t, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.statusCode = request.method === 'POST' ? 405 : 200
    response.end(ok(1))
  })
  for (const query of ['a b', 'c']) assert.equal(await api.get('/x', { query }), 1)
  assert.deepEqual(asked, ['POST /prom/x', 'GET /prom/x?query=a+b', 'GET /prom/x?query=c'])
})

test('an answer of a part of the stores is warned of, or is none', async t => {
  const part = (_: IncomingMessage, response: ServerResponse): void =>
    void response.end(ok(1, { isPartial: true }))
  const { api } = await apiOf(t, part)
  assert.equal(await api.get('/x', {}), 1)
  assert.match(api.warnings().join(), /^the answer is not whole/)
  const address = await serve(t, (request, response) => part(request, response))
  const whole = createApi({ server: serverAt(`http://${address}`), wait: noWait, wholeOnly: true })
  await assert.rejects(whole.get('/x', {}), /the answer is not whole/)
})

test('a tenant is named, and an answer that is larger than it may be is given up, packed or not', async t => {
  const headers: IncomingMessage['headers'][] = []
  const address = await serve(t, (request, response) => {
    headers.push(request.headers)
    const text = ok('x'.repeat(5e6))
    if (request.url === '/zip') response.setHeader('Content-Encoding', 'gzip').end(gzipSync(text))
    else response.end(text)
  })
  const api = createApi({ server: serverAt(`http://${address}`), wait: noWait, most: 1e6, tenant: 'team-a' })
  for (const path of ['/zip', '/plain']) await assert.rejects(api.get(path, {}), /answered more than 1 MB$/)
  assert.equal(headers[0]?.['x-scope-orgid'], 'team-a')
})
