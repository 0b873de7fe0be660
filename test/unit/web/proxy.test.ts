import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { WebDeps } from '../../../src/web/deps.ts'
import { prefixOf, proxyTest } from '../../../src/web/proxy.ts'
import { controlOn, plantDrift, viewsOn } from '../../support/alerts/acting.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { depsOf } from '../../support/web/deps.ts'
import { fixture } from '../../support/web/fixture.ts'
import { NOW } from '../../support/web/moment.ts'
import { ask, withWeb } from '../../support/web/web-http.ts'

const { views } = await fixture()
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** As a proxy passes a request on. */
function forwarded(host = 'ops.example.org', proto = 'https'): Record<string, string> {
  return { 'X-Forwarded-Host': host, 'X-Forwarded-Proto': proto, 'X-Forwarded-For': '203.0.113.7' }
}

describe('the addresses of proxies', () => {
  test('are single ones and networks of both families', () => {
    const isProxy = proxyTest(['10.0.0.7', '192.168.0.0/16', 'fd00::/8', '::1'])
    for (const address of ['10.0.0.7', '192.168.3.4', 'fd12::1', '::1', '::ffff:10.0.0.7']) {
      assert.equal(isProxy(address), true, address)
    }
    for (const address of ['10.0.0.8', '192.169.0.1', 'fe80::1', '::2', 'nonsense']) {
      assert.equal(isProxy(address), false, address)
    }
  })
})

describe('what a proxy says of the sender', () => {
  test('counts where the proxy is named, and of nobody else', async () => {
    const headers = { Host: 'backend.internal', ...forwarded() }
    const hostNames = ['ops.example.org']
    await withWeb(depsOf(views, { hostNames, proxies: ['127.0.0.1'] }), async url => {
      assert.equal((await ask(url, { headers })).status, 200)
    })
    await withWeb(depsOf(views, { hostNames }), async url => {
      assert.equal((await ask(url, { headers })).status, 421)
    })
  })
})

describe('below a path', () => {
  test('is that of the address by which readers come', () => {
    assert.equal(prefixOf('https://ops.example.org/slowburn/'), '/slowburn')
    assert.equal(prefixOf('https://ops.example.org'), '')
    assert.equal(prefixOf(null), '')
  })

  test('every address of a page leads there, whether the proxy cuts the path or not', async () => {
    await withWeb(depsOf(views, { prefix: '/slowburn' }), async url => {
      const [whole, cut] = await Promise.all([ask(`${url}slowburn/alerts`), ask(`${url}alerts`)])
      assert.equal(whole.status, 200)
      assert.equal(whole.body, cut.body)
      assert.equal((await ask(`${url}slowburn`)).status, 200)
      assert.equal((await ask(`${url}slowburned/alerts`)).status, 404)
      for (const path of ['', 'alerts', 'series', 'series/1', 'mail', 'mail/1', 'preview', 'nothing']) {
        const { body } = await ask(`${url}slowburn/${path}`)
        const addresses = [...body.matchAll(/\b(?:href|src|action)="([^"]*)"/g)].map(([, address]) => address)
        assert.ok(addresses.length > 3, path)
        for (const address of addresses) assert.match(String(address), /^(?:\/slowburn\/|https?:|#|\?)/, path)
        const style = addresses.find(address => address?.includes('style-')) ?? ''
        assert.equal((await ask(new URL(style, url).href)).status, 200)
      }
    })
  })

  test('signing in and acting lead back below it, with a cookie of its own', async t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const clock = manualClock(NOW)
    const { id } = await plantDrift(store, NOW)
    const control = controlOn(store, clock, 'the token')
    const deps: WebDeps = depsOf(viewsOn(store, clock), {
      control,
      prefix: '/slowburn',
      proxies: ['127.0.0.1'],
      hostNames: ['ops.example.org'],
    })
    await withWeb(deps, async url => {
      const headers = { ...FORM, ...forwarded(), Origin: 'https://ops.example.org' }
      const body = new URLSearchParams({ name: 'ann', token: 'the token', next: `/alerts/${id}` }).toString()
      const done = await ask(`${url}slowburn/sign-in`, { method: 'POST', headers, body })
      assert.equal(done.headers.location, `/slowburn/alerts/${id}`)
      const cookie = String(done.headers['set-cookie'])
      assert.match(cookie, /^__Secure-slowburn-session=.*Path=\/slowburn\/;.*Secure; SameSite=Strict$/)
      const Cookie = cookie.split(';')[0] ?? ''
      const page = await ask(`${url}slowburn/alerts/${id}`, { headers: { ...forwarded(), Cookie } })
      const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      assert.match(page.body, new RegExp(`action="/slowburn/alerts/${id}/acknowledge"`))
      const acted = await ask(`${url}slowburn/alerts/${id}/acknowledge`, {
        method: 'POST',
        headers: { ...headers, Cookie },
        body: new URLSearchParams({ csrf }).toString(),
      })
      assert.equal(acted.headers.location, `/slowburn/alerts/${id}`)
      assert.equal(store.history.of(id)[0]?.actor, 'ann')
    })
  })
})
