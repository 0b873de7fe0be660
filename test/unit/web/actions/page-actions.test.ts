import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hash } from 'bcryptjs'
import { type ManualClock, manualClock } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import type { WebDeps } from '../../../../src/web/deps.ts'
import { parsePasswordHash } from '../../../../src/web/security/passwords/hash.ts'
import { controlOn, plantDrift, viewsOn } from '../../../support/acting.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { depsOf, NOW } from '../../../support/web.ts'
import { type Answered, ask, withWeb } from '../../../support/web-http.ts'

const TOKEN = 'dGhlIHRva2VuIG9mIHRoZSB0ZXN0cyBpcyBub3Qgc2VjcmV0'

interface Browser {
  get(path: string): Promise<Answered>
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answered>
  /** The token of the last page that had one. */
  csrf(): string
  cookie(): string
}

/** Keeps cookies and the token of the last form, as a person with a browser would. */
function browser(url: string, keep = { cookie: '', csrf: '' }): Browser {
  const took = (answer: Answered): Answered => {
    const set = [answer.headers['set-cookie'] ?? []].flat()
    if (set.length > 0) keep.cookie = set.map(one => one.split(';')[0] ?? '').join('; ')
    keep.csrf = /name="csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? keep.csrf
    return answer
  }
  return {
    get: async path => took(await ask(url + path, { headers: { Cookie: keep.cookie } })),
    post: async (path, fields, headers = {}) =>
      took(
        await ask(url + path, {
          method: 'POST',
          headers: {
            Cookie: keep.cookie,
            'Content-Type': 'application/x-www-form-urlencoded',
            Origin: url.replace(/\/$/, ''),
            ...headers,
          },
          body: new URLSearchParams(fields).toString(),
        }),
      ),
    csrf: () => keep.csrf,
    cookie: () => keep.cookie,
  }
}

interface Site {
  url: string
  store: Store
  clock: ManualClock
  alert: string
  open(): Browser
  signIn(name?: string): Promise<Browser>
}

async function withDesk(
  t: Parameters<typeof temporaryFolder>[0],
  use: (site: Site) => Promise<void>,
  more: Partial<WebDeps> = {},
): Promise<void> {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id } = plantDrift(store, NOW)
  const clock = manualClock(NOW)
  const views = viewsOn(store, clock)
  const control = controlOn(store, clock, TOKEN)
  await withWeb(depsOf(views, { clock, control, ...more }), async url => {
    const open = (): Browser => browser(url)
    await use({
      url,
      store,
      clock,
      alert: `alerts/${id}`,
      open,
      async signIn(name = 'ann') {
        const person = open()
        const { status } = await person.post('sign-in', { name, token: TOKEN, next: '/' })
        assert.equal(status, 303)
        return person
      },
    })
  })
}

describe('signing in on the page', () => {
  test('takes the token and a name, and leads back to where one came from', t =>
    withDesk(t, async ({ open, alert }) => {
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
    withDesk(t, async ({ open }) => {
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
    withDesk(t, async ({ open }) => {
      const person = open()
      for (let i = 0; i < 20; i++) {
        assert.equal((await person.post('sign-in', { name: 'ann', token: `guess ${i}` })).status, 401)
      }
      assert.equal((await person.post('sign-in', { name: 'ann', token: TOKEN })).status, 303)
    }))

  test('is refused to a form of another site', t =>
    withDesk(t, async ({ open }) => {
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
    withDesk(t, async ({ open, url }) => {
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
    await withDesk(
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

describe('the buttons of an alert', () => {
  test('do what they say, under the name of the session, and show what stands', t =>
    withDesk(t, async ({ store, signIn, alert, clock }) => {
      const person = await signIn()
      const id = alert.replace('alerts/', '')
      const deed = async (name: string, fields: Record<string, string> = {}): Promise<string> => {
        await person.get(alert)
        const { status, headers, body } = await person.post(`${alert}/${name}`, {
          csrf: person.csrf(),
          ...fields,
        })
        assert.equal(status, 303, body)
        assert.equal(headers.location, `/${alert}`)
        return (await person.get(alert)).body
      }
      assert.match(
        await deed('acknowledge', { note: 'on it' }),
        /ann<\/bdi> has acknowledged it just now: “<bdi>on it/,
      )
      assert.match(await deed('snooze', { length: '4' }), /ann<\/bdi> has snoozed it/)
      assert.equal(store.episodes.get(id)?.handling?.until, clock.now() + 4 * HOUR)
      assert.match(await deed('release'), /name="length"/)
      assert.equal(store.episodes.get(id)?.handling, undefined)
      const accepted = await deed('accept', { note: 'new compiler' })
      assert.match(accepted, /ann<\/bdi> accepted the level as normal just now: “<bdi>new compiler/)
      assert.match(accepted, /Take it back/)
      assert.doesNotMatch(accepted, /Acknowledge<\/button>/)
      assert.match(await deed('unaccept'), /This is not drift<\/button>/)
      assert.deepEqual(
        store.history.of(id).map(({ actor, action, detail }) => [actor, action, detail].join(' ')),
        [
          'ann acknowledged on it',
          'ann snoozed until Mon 23 Nov 10:40 UTC',
          'ann released ',
          'ann accepted new compiler',
          'ann unaccepted ',
        ],
      )
    }))

  test('do nothing without a session, its token, or from another site', t =>
    withDesk(t, async ({ store, signIn, open, alert, clock }) => {
      const [ann, bob] = [await signIn('ann'), await signIn('bob')]
      await ann.get(alert)
      await bob.get(alert)
      const path = `${alert}/acknowledge`
      const tries: ReadonlyArray<readonly [number, Promise<Answered>]> = [
        [401, open().post(path, {})],
        [401, open().post(path, { csrf: ann.csrf() })],
        [403, ann.post(path, {})],
        [403, ann.post(path, { csrf: bob.csrf() })],
        [403, ann.post(path, { csrf: ann.csrf() }, { Origin: 'https://evil.example' })],
        [403, ann.post(path, { csrf: ann.csrf() }, { 'Sec-Fetch-Site': 'same-site' })],
        [403, ann.post(path, { csrf: ann.csrf() }, { 'Content-Type': 'text/plain' })],
        [403, ann.post(path, { csrf: ann.csrf() }, { 'Content-Type': 'application/json' })],
      ]
      for (const [status, answer] of tries) assert.equal((await answer).status, status)
      await ann.post('sign-out', { csrf: ann.csrf() })
      assert.equal((await ann.post(path, { csrf: ann.csrf() })).status, 401)
      clock.advance(30 * MINUTE)
      assert.equal((await bob.post(path, { csrf: bob.csrf() })).status, 401)
      assert.deepEqual(store.history.list(10), [])
    }))

  test('refuse what makes no sense in a page that says why, and too much of anything', t =>
    withDesk(t, async ({ store, signIn, alert }) => {
      const person = await signIn()
      await person.get(alert)
      const post = (path: string, fields: Record<string, string> = {}) =>
        person.post(path, { csrf: person.csrf(), ...fields })
      const odd = await post(`${alert}/snooze`, { length: '1000000' })
      assert.equal(odd.status, 422)
      assert.match(odd.body, /choose how long/)
      assert.equal((await post(`${alert}/acknowledge`, { note: 'x'.repeat(600) })).status, 422)
      assert.equal((await post('alerts/abcdefabcdef/acknowledge')).status, 404)
      assert.equal((await post(`${alert}/unaccept`)).status, 409)
      let status = 0
      for (let i = 0; i < 30; i++) status = (await post('alerts/abcdefabcdef/acknowledge')).status
      assert.equal(status, 429)
      assert.deepEqual(store.history.list(10), [])
    }))
})

describe('the page of silences', () => {
  const DRAFT = { matchers: 'task_type=build\nseverity=~".*"', for: '2h', comment: 'new compiler' }

  test('shows first what a silence would cover, then makes it, then ends it', t =>
    withDesk(t, async ({ store, signIn, clock }) => {
      const person = await signIn()
      assert.match((await person.get('silences')).body, /<h1>Nothing is silenced<\/h1>/)
      const preview = await person.get(`silences/new?${new URLSearchParams(DRAFT)}`)
      assert.match(preview.body, /<h1>Silence 1 alert, and what else will match\?<\/h1>/)
      assert.match(preview.body, /Task run time p50 of build/)
      assert.deepEqual(store.silences.list(10), [])
      const made = await person.post('silences', { ...DRAFT, csrf: person.csrf() })
      assert.equal(made.headers.location, '/silences', made.body)
      const [silence] = store.silences.list(10)
      assert.equal(silence?.createdBy, 'ann')
      assert.equal(silence?.endsAt, NOW + 2 * HOUR)
      const listed = await person.get('silences')
      assert.match(listed.body, /<h1>1 silence<\/h1>/)
      assert.match(listed.body, /covers 1 alert now/)
      clock.advance(MINUTE)
      await person.post(`silences/${silence?.id}/expire`, { csrf: person.csrf() })
      const after = await person.get('silences')
      assert.match(after.body, /<h1>Nothing is silenced<\/h1>/)
      assert.match(after.body, /Silences that are over/)
    }))

  test('says what is wrong with a draft, whoever asks, and makes nothing of it', t =>
    withDesk(t, async ({ store, open, signIn }) => {
      const preview = await open().get(`silences/new?${new URLSearchParams(DRAFT)}`)
      assert.match(preview.body, /Sign in to act/)
      assert.doesNotMatch(preview.body, /method="post"/)
      const wrong: ReadonlyArray<readonly [Record<string, string>, RegExp]> = [
        [{ ...DRAFT, matchers: 'nonsense' }, /nonsense is not a matcher/],
        [{ ...DRAFT, for: 'soon' }, /is not a duration/],
        [{ ...DRAFT, comment: '' }, /must say why/],
        [{ ...DRAFT, matchers: '' }, /matchers/],
      ]
      const person = await signIn()
      await person.get('silences/new?x=y')
      await person.get(`silences/new?${new URLSearchParams(DRAFT)}`)
      for (const [draft, line] of wrong) {
        const page = await open().get(`silences/new?${new URLSearchParams(draft)}`)
        assert.match(page.body, /<h1>This silence cannot be made<\/h1>/)
        assert.match(page.body, line)
        assert.equal((await person.post('silences', { ...draft, csrf: person.csrf() })).status, 422)
      }
      const all = { ...DRAFT, matchers: 'severity!=x', csrf: person.csrf() }
      assert.match((await person.post('silences', all)).body, /cover everything/)
      assert.deepEqual(store.silences.list(10), [])
    }))
})
