import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hash } from 'bcryptjs'
import { parsePasswordHash } from '../../../../src/web/security/passwords/hash.ts'
import { TOKEN, withSite } from '../../../support/browser/browsing.ts'
import { ask } from '../../../support/web/web-http.ts'

describe('signing in on the page', () => {
  test('takes the token and a name, and leads back to where one came from', t =>
    withSite(t, async ({ open, alert }) => {
      const person = open()
      const shown = await person.get(alert)
      assert.match(shown.body, /href="\/sign-in\?next=%2Falerts%2F[0-9a-f]+">Sign in to act</)
      assert.doesNotMatch(shown.body, /<form/)
      const form = await person.get(`sign-in?next=/${alert}`)
      assert.equal(form.headers['referrer-policy'], 'same-origin')
      assert.match(form.body, new RegExp(`name="next" value="/${alert}"`))
      const done = await person.post('sign-in', { name: 'ann <b>', token: ` ${TOKEN} `, next: `/${alert}` })
      assert.equal(done.status, 303)
      assert.equal(done.headers.location, `/${alert}`)
      const [cookie = ''] = [done.headers['set-cookie'] ?? []].flat()
      assert.match(
        cookie,
        /^slowburn-session=[\w-]{43}; Max-Age=43200; Path=\/; .*HttpOnly; SameSite=Strict$/,
      )
      assert.doesNotMatch(cookie, /Domain/)
      const page = await person.get(alert)
      assert.match(page.body, /Signed in as <bdi>ann &lt;b&gt;<\/bdi>/)
      assert.match(page.body, /Acknowledge<\/button>/)
    }))

  test('refuses a wrong token, a name that is none, and an address that is not ours', t =>
    withSite(t, async ({ open }) => {
      const person = open()
      const wrong = await person.post('sign-in', { name: 'ann', token: 'wrong', next: '/alerts' })
      assert.equal(wrong.status, 401)
      assert.match(wrong.body, /The token is wrong\./)
      assert.match(wrong.body, /value="ann"/)
      assert.doesNotMatch(wrong.body, /value="wrong"/)
      for (const name of ['', '  ', 'x'.repeat(121), 'a\nb']) {
        assert.equal((await person.post('sign-in', { name, token: TOKEN })).status, 422, name)
      }
      assert.equal(person.cookie(), '')
      for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'x', '/a\nb', '']) {
        const { headers } = await person.post('sign-in', { name: 'ann', token: TOKEN, next })
        assert.equal(headers.location, '/', next)
      }
    }))

  test('lets the right token in however many were wrong', t =>
    withSite(t, async ({ open }) => {
      const person = open()
      for (let i = 0; i < 20; i++) {
        assert.equal((await person.post('sign-in', { name: 'ann', token: `guess ${i}` })).status, 401)
      }
      assert.equal((await person.post('sign-in', { name: 'ann', token: TOKEN })).status, 303)
    }))

  test('is refused to a form of another site', t =>
    withSite(t, async ({ open }) => {
      for (const headers of [
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        { 'Sec-Fetch-Site': 'cross-site' },
      ]) {
        const { status } = await open().post('sign-in', { name: 'ann', token: TOKEN }, headers)
        assert.equal(status, 403, JSON.stringify(headers))
      }
    }))

  test('behind TLS gives a cookie that only TLS brings back', t =>
    withSite(t, async ({ open, url }) => {
      const secure = { Origin: url.replace('http:', 'https:').replace(/\/$/, '') }
      const { headers } = await open().post('sign-in', { name: 'ann', token: TOKEN }, secure)
      assert.match(
        String(headers['set-cookie']),
        /^__Host-slowburn-session=[\w-]+;.*Path=\/;.*HttpOnly; Secure; SameSite=Strict$/,
      )
    }))

  test('where users are configured, is by their password and under their name', async t => {
    const known = parsePasswordHash(await hash('secret', 4))
    assert.ok(known !== null)
    const users = new Map([['alice', known]])
    const Authorization = `Basic ${Buffer.from('alice:secret').toString('base64')}`
    await withSite(
      t,
      async ({ open, store, alert, url }) => {
        const person = open()
        assert.equal((await person.post('sign-in', { name: 'alice', password: 'secret' })).status, 401)
        const login = { Authorization }
        const byToken = await person.post('sign-in', { name: 'alice', token: TOKEN }, login)
        assert.equal(byToken.status, 401)
        for (const name of ['bob', 'alice ann']) {
          assert.equal((await person.post('sign-in', { name, password: 'secret' }, login)).status, 401)
        }
        const done = await person.post('sign-in', { name: 'alice', password: 'secret' }, login)
        assert.equal(done.status, 303)
        const page = await ask(url + alert, { headers: { Authorization, Cookie: person.cookie() } })
        const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
        assert.equal((await person.post(`${alert}/acknowledge`, { csrf }, login)).status, 303)
        assert.equal(store.history.list(1)[0]?.actor, 'alice')
      },
      { users, access: { anonymous: null, users: { alice: 'act' }, tokens: [] } },
    )
  })
})
