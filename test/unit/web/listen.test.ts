import assert from 'node:assert/strict'
import { Agent, get as httpGet } from 'node:http'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { ConfigError } from '../../../src/core/errors.ts'
import type { AlertList } from '../../../src/queries/views.ts'
import { listen, tryAddress } from '../../../src/web/listen.ts'
import { createWeb } from '../../../src/web/server.ts'
import { endsWithin } from '../../support/sooner.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { ask } from '../../support/web/web-http.ts'

const { views } = await fixture()
const app = createWeb(depsOf(views))

async function refused(host: string, port: number): Promise<string> {
  try {
    const web = await listen(app, { host, port })
    await web.close()
    return 'it listens'
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.message
  }
}

describe('opening the port', () => {
  test('says where to look', async t => {
    const web = await listen(app, { host: '127.0.0.1', port: 0 })
    t.after(() => web.close())
    assert.equal(web.url, `http://127.0.0.1:${web.port}/`)
    assert.equal((await ask(`${web.url}healthz`)).status, 200)
    const every = await listen(app, { host: '0.0.0.0', port: 0 })
    t.after(() => every.close())
    assert.equal(every.url, `http://localhost:${every.port}/`)
  })

  test('is done on an address of IPv6, too, and the address of the pages can be followed', async t => {
    const web = await listen(app, { host: '::1', port: 0 })
    t.after(() => web.close())
    assert.equal(web.url, `http://[::1]:${web.port}/`)
    assert.equal((await ask(`${web.url}healthz`)).status, 200)
  })

  test('says in one line that a port is in use, and what to do', async t => {
    const web = await listen(app, { host: '127.0.0.1', port: 0 })
    t.after(() => web.close())
    assert.equal(
      await refused('127.0.0.1', web.port),
      `listen: port ${web.port} on 127.0.0.1 is in use. Stop the program that holds it (perhaps another slowburn), or set another listen.port; 0 takes any free one`,
    )
  })

  test('can be tried first, and is free again afterwards', async t => {
    await tryAddress({ host: '127.0.0.1', port: 0 })
    const web = await listen(app, { host: '127.0.0.1', port: 0 })
    t.after(() => web.close())
    await assert.rejects(tryAddress({ host: '127.0.0.1', port: web.port }), /is in use/)
    await web.close()
    await tryAddress({ host: '127.0.0.1', port: web.port })
  })

  test('names an address that is not ours, and a port that is none', async () => {
    assert.match(await refused('192.0.2.1', 0), /192\.0\.2\.1 is not an address of this machine/)
    assert.match(await refused('127.0.0.1', 70_000), /port 70000 is not a whole number from 0 to 65535/)
  })
})

test('a client that never finishes its request is cut off after the time for a header', async t => {
  const web = await listen(app, { host: '127.0.0.1', port: 0 })
  t.after(() => web.close())
  const slow = connect(web.port, '127.0.0.1')
  const answer: Buffer[] = []
  slow.on('data', chunk => answer.push(chunk))
  slow.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
  const closed = new Promise(resolve => slow.once('close', resolve))
  assert.equal(await endsWithin(4000, () => closed), false)
  assert.equal(await endsWithin(8000, () => closed), true)
  assert.match(Buffer.concat(answer).toString(), /^HTTP\/1\.1 408 Request Timeout/)
})

describe('closing', () => {
  test('takes less than two seconds with connections kept alive, idle, half a request and no answer', async () => {
    const stuck = createWeb(depsOf({ ...views, alerts: () => new Promise(() => {}) }))
    const web = await listen(stuck, { host: '127.0.0.1', port: 0 })
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>(resolve => {
      httpGet(`${web.url}healthz`, { agent }, response => response.resume().on('end', resolve))
    })
    const half = connect(web.port, '127.0.0.1')
    half.on('error', () => {})
    await new Promise<void>(resolve => half.write('GET / HTTP/1.1\r\nHost: loc', () => resolve()))
    const pending = httpGet(`${web.url}alerts`, { agent })
    pending.on('error', () => {})
    await new Promise(resolve => pending.once('socket', resolve))
    assert.ok(await endsWithin(2000, () => web.close()))
    agent.destroy()
    half.destroy()
  })

  test('may be asked for twice', async t => {
    const web = await listen(app, { host: '127.0.0.1', port: 0 })
    t.after(() => web.close())
    await Promise.all([web.close(), web.close()])
    await assert.rejects(ask(web.url))
  })

  test('lets an answer under way finish', async () => {
    const asked = Promise.withResolvers<void>()
    const rows = Promise.withResolvers<AlertList>()
    const alerts = (): Promise<AlertList> => {
      asked.resolve()
      return rows.promise
    }
    const slow = createWeb(depsOf({ ...views, alerts }))
    const web = await listen(slow, { host: '127.0.0.1', port: 0 })
    const asking = ask(`${web.url}alerts`)
    await asked.promise
    const closed = web.close()
    rows.resolve({ firing: 0, pending: 0, total: 0, rows: [] })
    assert.equal((await asking).status, 200)
    await closed
  })
})
