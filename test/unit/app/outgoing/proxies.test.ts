import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { proxiesOf, useProxies } from '../../../../src/app/outgoing/proxies.ts'
import { ConfigError } from '../../../../src/core/errors.ts'
import { post } from '../../../../src/delivery/notifiers/http/post.ts'
import { reach } from '../../../../src/delivery/notifiers/http/reach.ts'
import { nobodyAt, PROXY_PASSWORD, serverFor, startProxy } from '../../../support/delivery/http.ts'

const { signal } = new AbortController()
const FAR = 'http://hooks.example.org/a-secret'

async function proxied(t: TestContext) {
  const server = await serverFor(t)
  const proxy = await startProxy(t, Number(new URL(server.url).port))
  t.after(useProxies({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: '.internal' }))
  return { server, proxy }
}

test('a message is posted through the proxy, with its log-in, and what is on this machine is not', async t => {
  const { server, proxy } = await proxied(t)
  assert.deepEqual(await post({ url: FAR, headers: {}, body: '{}' }, signal), {
    accepted: true,
    answer: '200',
  })
  assert.deepEqual(proxy.asked, ['CONNECT hooks.example.org:80'])
  assert.equal(proxy.logins[0], `Basic ${Buffer.from(`bob:${PROXY_PASSWORD}`).toString('base64')}`)
  assert.equal(server.received[0]?.path, '/a-secret')
  assert.ok(!('proxy-authorization' in (server.received[0]?.headers ?? {})))
  const near = await post({ url: `${server.url}/near`, headers: {}, body: '{}' }, signal)
  assert.ok(near.accepted)
  const internal = await post({ url: 'http://nosuch.internal/x', headers: {}, body: '{}' }, signal)
  assert.match(internal.accepted ? '' : internal.error, /ENOTFOUND|EAI_AGAIN/)
  assert.equal(proxy.asked.length, 1)
})

test('a proxy that refuses or is away leaves the message unsent, to be tried again, and its password unsaid', async t => {
  const { server, proxy } = await proxied(t)
  proxy.refuse = 407
  const outcomes = [await post({ url: FAR, headers: {}, body: '{}' }, signal)]
  outcomes.push(await post({ url: FAR.replace('http:', 'https:'), headers: {}, body: '{}' }, signal))
  t.after(useProxies({ HTTP_PROXY: (await nobodyAt()).replace('//', `//bob:${PROXY_PASSWORD}@`) }))
  outcomes.push(await post({ url: FAR, headers: {}, body: '{}' }, signal))
  for (const one of outcomes) {
    assert.ok(!one.accepted && one.outcome === 'retry', JSON.stringify(one))
    assert.doesNotMatch(JSON.stringify(one), new RegExp(`${PROXY_PASSWORD}|a-secret`))
  }
  assert.match(JSON.stringify(outcomes[0]), /407/)
  assert.equal(server.received.length, 0)
})

test('what is tried goes the same way, and sends nothing', async t => {
  const { server, proxy } = await proxied(t)
  assert.equal(await reach(FAR, signal), null)
  assert.match(
    (await reach(FAR.replace('http:', 'https:'), signal)) ?? '',
    /hooks\.example\.org:443 cannot be/,
  )
  assert.deepEqual(proxy.asked, ['CONNECT hooks.example.org:443'])
  assert.equal(server.received.length, 0)
  proxy.refuse = 403
  const refused = (await reach(FAR.replace('http:', 'https:'), signal)) ?? ''
  assert.match(refused, /403/)
  assert.doesNotMatch(refused, new RegExp(PROXY_PASSWORD))
})

test('what the environment says is read as curl reads it, and said without user and password', () => {
  assert.equal(proxiesOf({}), null)
  assert.equal(proxiesOf({ HTTPS_PROXY: ' ', NO_PROXY: 'x' }), null)
  assert.deepEqual(
    proxiesOf({
      HTTPS_PROXY: 'http://a',
      https_proxy: 'http://u:p@proxy.example.org:3128/',
      NO_PROXY: '.lan',
    }),
    { http: null, https: 'http://proxy.example.org:3128', except: '.lan' },
  )
  for (const wrong of [`socks5://bob:${PROXY_PASSWORD}@127.0.0.1:9`, `bob:${PROXY_PASSWORD}@proxy:1`]) {
    assert.throws(
      () => useProxies({ HTTPS_PROXY: wrong }),
      (error: unknown) =>
        error instanceof ConfigError &&
        error.message.startsWith('HTTPS_PROXY: is not the address') &&
        !error.message.includes(PROXY_PASSWORD),
    )
  }
})
