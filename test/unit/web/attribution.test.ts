// Whoever acts is recorded as who they have shown to be, by every way there is; whom a caller names stands beside.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, type TestContext, test } from 'node:test'
import { openControl } from '../../../src/app/control.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { createWeb } from '../../../src/web/server.ts'
import { actingOptions, plantDrift, viewsOn } from '../../support/alerts/acting.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { depsOf } from '../../support/web/deps.ts'
import { asker } from '../../support/web/in-process.ts'
import { NOW } from '../../support/web/moment.ts'
import { cookieOf, FORM, OURS } from '../../support/web/robot-site.ts'

const TOKEN = 'the-token-of-the-pipeline'
const HOST = 'localhost:9464'

/** A site with an alert, on which the program `ci` may act by a token of its own. */
async function open(t: TestContext) {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const episode = await plantDrift(store, NOW)
  const control = openControl({
    folder,
    ...actingOptions(store, clock),
    store,
    keep: 400 * DAY,
    version: '0.1.0',
  })
  const hash = `sha256:${createHash('sha256').update(TOKEN).digest('hex')}`
  const web = {
    control: { ...control.web.control, clock },
    links: { ...control.web.links, clock },
    access: { anonymous: null, users: {}, tokens: [{ name: 'ci', role: 'act' as const, hash }] },
  }
  const ask = asker(createWeb(depsOf(viewsOn(store, clock), { ...web, clock, log: silentLogger })))
  const [link] = control.actsFor(`http://${HOST}`)(episode, 'ann@example.org', NOW)
  const post = (path: string, headers: Record<string, string>, body: string) =>
    ask({ method: 'POST', path, headers: { Host: HOST, ...headers }, body })
  return {
    alert: `/alerts/${episode.id}`,
    link: new URL(link?.url ?? '').pathname,
    controlToken: control.web.control.token,
    get: (path: string, headers: Record<string, string> = {}) =>
      ask({ path, method: 'GET', headers: { Host: HOST, ...headers }, body: '' }),
    post,
    api: (token: string, by?: string) =>
      post(
        `/api/v1/alerts/${episode.id}/acknowledge`,
        { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        JSON.stringify(by === undefined ? {} : { by }),
      ),
    actors: () => store.history.of(episode.id).map(({ actor }) => actor),
    async signIn(name: string, token: string): Promise<{ cookie: string; csrf: string }> {
      const body = new URLSearchParams({ name, token, next: '/' }).toString()
      const cookie = cookieOf(await post('/sign-in', { ...FORM, ...OURS }, body))
      const page = await ask({
        path: `/alerts/${episode.id}`,
        method: 'GET',
        headers: { Host: HOST, Cookie: cookie },
        body: '',
      })
      return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '' }
    },
  }
}

describe('what is done', () => {
  test('by the API is attributed to the token that was shown, and whom it names stands behind', async t => {
    const { api, actors } = await open(t)
    for (const by of [undefined, 'ann', 'root (token admin)'])
      assert.equal((await api(TOKEN, by)).status, 200)
    assert.deepEqual(actors(), ['ci', 'ci (token), as "ann"', 'ci (token), as "root (token admin)"'])
  })

  test('by the command line is attributed to whom it names: it has read the data folder', async t => {
    const { api, actors, controlToken } = await open(t)
    assert.equal((await api(controlToken, 'ann')).status, 200)
    assert.equal((await api(controlToken)).status, 422, 'somebody must be named')
    assert.deepEqual(actors(), ['ann'])
  })

  test('on a page is attributed to who has signed in, whatever the form says', async t => {
    const { signIn, post, alert, actors } = await open(t)
    const { cookie, csrf } = await signIn('root', TOKEN)
    const body = new URLSearchParams({ csrf, by: 'bob', who: 'bob' }).toString()
    const answer = await post(`${alert}/acknowledge`, { ...FORM, ...OURS, Cookie: cookie }, body)
    assert.equal(answer.status, 303)
    assert.deepEqual(actors(), ['ci'])
  })

  test('by the link of a mail is attributed to whom the mail was for, whatever the form says', async t => {
    const { get, post, link, actors } = await open(t)
    const shown = await get(link)
    const code = /class="code">(\d{3} \d{3})</.exec(shown.body)?.[1] ?? ''
    const challenge = /name="challenge" value="([^"]+)"/.exec(shown.body)?.[1] ?? ''
    const body = new URLSearchParams({ challenge, code, by: 'bob', who: 'bob' }).toString()
    const answer = await post(link, { ...FORM, ...OURS, Cookie: cookieOf(shown) }, body)
    assert.equal(answer.status, 303)
    assert.deepEqual(actors(), ['ann@example.org'])
  })
})
