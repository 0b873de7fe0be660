import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ADMIN, depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views } = await fixture()

describe('the gate', () => {
  test('lets any role get what a scraper needs, and a reader everything', async () => {
    const access = { ...ADMIN.access, anonymous: 'scrape' as const }
    await withWeb(depsOf(views, { access }), async url => {
      for (const path of ['metrics', 'healthz', 'readyz', 'icon.svg']) {
        assert.equal((await ask(url + path)).status, 200, path)
      }
      for (const path of ['', 'alerts', 'api/v1/alerts', 'mail', 'metrics/', 'METRICS', 'nothing']) {
        const { status, body } = await ask(url + path)
        assert.equal(status, 401, path)
        assert.match(body, /whoever has not logged in may only scrape; this needs the role read/)
        assert.notEqual((await ask(url + path, { headers: ADMIN.headers })).status, 401, path)
      }
    })
  })

  test('says to programs in JSON what is missing', async () => {
    await withWeb(depsOf(views, { access: { ...ADMIN.access, anonymous: 'none' } }), async url => {
      const { status, headers, body } = await ask(`${url}api/v1/alerts`)
      assert.equal(status, 401)
      assert.equal(headers['www-authenticate'], 'Bearer')
      assert.match((JSON.parse(body) as { error: { detail: string } }).error.detail, /a token, are needed/)
    })
  })

  test('says to a person with a browser on a page what is missing, and how to sign in', async () => {
    const browser = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
    const access = { ...ADMIN.access, anonymous: 'scrape' as const }
    await withWeb(depsOf(views, { access }), async url => {
      const { status, headers, body } = await ask(`${url}alerts`, { headers: browser })
      assert.equal(status, 401)
      assert.match(String(headers['content-type']), /^text\/html/)
      assert.match(body, /<h1>You may not see this<\/h1>.*may only scrape; this needs the role read/s)
      assert.match(body, /href="\/sign-in"/)
      const program = await ask(`${url}alerts`, { headers: { Accept: '*/*' } })
      assert.match(String(program.headers['content-type']), /^text\/plain/)
    })
    await withWeb(depsOf(views, { access: { ...ADMIN.access, anonymous: 'none' } }), async url => {
      const { body } = await ask(`${url}alerts`, { headers: browser })
      assert.match(body, /You may not see this/)
      assert.doesNotMatch(body, /href="\/sign-in"/)
    })
  })
})
