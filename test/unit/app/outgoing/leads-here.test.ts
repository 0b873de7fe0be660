import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { leadsHere } from '../../../../src/app/outgoing/leads-here.ts'
import { INSTANCE_HEADER, SERVICE_FILE } from '../../../../src/storage/control-files.ts'
import { listen } from '../../../../src/web/listen.ts'
import { createWeb } from '../../../../src/web/server.ts'
import { nobodyAt } from '../../../support/delivery/http.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'

const { signal } = new AbortController()
const OURS = 'aaaa'

/** A data folder in which a service has announced itself, by this process or by one that has ended. */
function folderWith(t: TestContext, pid: number | null): string {
  const folder = temporaryFolder(t)
  if (pid !== null) writeFileSync(join(folder, SERVICE_FILE), JSON.stringify({ instance: OURS, pid }))
  return folder
}

async function answering(t: TestContext, path: string, status: number, headers: Record<string, string>) {
  const server = createServer((request, response) => {
    if (request.url === path) response.writeHead(status, headers).end('alive')
    else response.writeHead(404).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the service that has announced itself is known by the id in its answer, below a path too', async t => {
  const url = await answering(t, '/slow/healthz', 200, { [INSTANCE_HEADER]: OURS })
  const folder = folderWith(t, process.pid)
  for (const written of [`${url}/slow`, `${url}/slow/`]) {
    assert.deepEqual(await leadsHere(written, folder, signal), { leads: 'here' })
  }
})

test('a wrong path, another program and another slowburn are each named', async t => {
  const folder = folderWith(t, process.pid)
  const another = await answering(t, '/healthz', 200, { [INSTANCE_HEADER]: 'bbbb' })
  const program = await answering(t, '/healthz', 200, {})
  for (const [url, message] of [
    [`${program}/wrong`, /not this slowburn \(answered 404/],
    [program, /not this slowburn \(answered 200/],
    [another, /leads to another slowburn/],
    [await nobodyAt(), /cannot be reached: .*ECONNREFUSED/],
    [program.replace('http:', 'https:'), /cannot be reached: .*SSL/],
    ['http://nosuch.invalid/', /nosuch\.invalid cannot be reached: .*(?:ENOTFOUND|EAI_AGAIN)/],
  ] as const) {
    const led = await leadsHere(url, folder, signal)
    assert.equal(led.leads, 'elsewhere', url)
    assert.match('message' in led ? led.message : '', message)
  }
})

test('while no service runs, what is away may be that service, and what answers well is something else', async t => {
  for (const pid of [null, 2 ** 22 + 1]) {
    const folder = folderWith(t, pid)
    const proxy = await answering(t, '/healthz', 502, {})
    for (const url of [await nobodyAt(), proxy]) {
      const led = await leadsHere(url, folder, signal)
      assert.match('why' in led ? led.why : '', /^no service that this user can see runs/, url)
    }
    const program = await answering(t, '/healthz', 200, {})
    assert.equal((await leadsHere(program, folder, signal)).leads, 'elsewhere')
  }
})

test('a redirect to the same path elsewhere is followed, and one to a log-in is where it ends', async t => {
  const folder = folderWith(t, process.pid)
  const target = await answering(t, '/healthz', 200, { [INSTANCE_HEADER]: OURS })
  const moved = await answering(t, '/healthz', 301, { location: `${target}/healthz` })
  assert.deepEqual(await leadsHere(moved, folder, signal), { leads: 'here' })
  const login = await answering(t, '/healthz', 302, { location: 'https://login.example.org/start' })
  assert.deepEqual(await leadsHere(login, folder, signal), {
    leads: 'untried',
    why: 'a log-in stands before it (answered 302)',
  })
})

/** A proxy as written in `headers`, before a slowburn that knows the proxies in `proxies`; the address to ask. */
async function proxied(
  t: TestContext,
  headers: (host: string) => object,
  proxies: string[],
): Promise<string> {
  const { views } = await fixture()
  const web = await listen(createWeb(depsOf(views, { instance: OURS, proxies, hostNames: [] })), {
    host: '127.0.0.1',
    port: 0,
  })
  const proxy = createServer((asked, answer) => {
    const { host = '' } = asked.headers
    const options = { path: asked.url ?? '/', headers: { ...asked.headers, ...headers(host) } }
    const sent = send(web.url, options, from => {
      answer.writeHead(from.statusCode ?? 500, from.headers)
      from.pipe(answer)
    })
    sent.end()
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  t.after(() => Promise.all([web.close(), proxy.close()]))
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

test('a proxy that does not pass on what it was asked for is named, with what to do', async t => {
  const folder = folderWith(t, process.pid)
  const forwarded = (proto: string) => (host: string) => ({
    host: '127.0.0.1:9464',
    'x-forwarded-host': host,
    'x-forwarded-proto': proto,
  })
  const known = ['127.0.0.1']
  for (const [headers, proxies, message, remedy] of [
    [
      () => ({ host: '127.0.0.1:9464' }),
      known,
      /asked for http:\/\/127\.0\.0\.1:9464: .*forms/,
      /X-Forwarded-Host/,
    ],
    [() => ({ host: 'backend' }), known, /asks for another name .*\(answered 421\)/, /X-Forwarded-Host/],
    [forwarded('http'), [], /asked for http:\/\/127\.0\.0\.1:9464/, /^Name the proxy in listen\.proxies/],
    [forwarded('https'), known, /asked for https:.*cookies/, /X-Forwarded-Proto/],
  ] as const) {
    const led = await leadsHere(await proxied(t, headers, [...proxies]), folder, signal)
    assert.equal(led.leads, 'elsewhere')
    assert.match('message' in led ? led.message : '', message)
    assert.match('remedy' in led ? (led.remedy ?? '') : '', remedy)
  }
  for (const headers of [forwarded('http'), (host: string) => ({ host })]) {
    assert.deepEqual(await leadsHere(await proxied(t, headers, known), folder, signal), { leads: 'here' })
  }
})
