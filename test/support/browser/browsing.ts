// People with browsers, before a site with an alert on which they may act.
import assert from 'node:assert/strict'
import { type ManualClock, manualClock } from '../../../src/core/clock.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import type { WebDeps } from '../../../src/web/deps.ts'
import { controlOn, plantDrift, viewsOn } from '../alerts/acting.ts'
import { temporaryFolder } from '../folder.ts'
import { depsOf } from '../web/deps.ts'
import { NOW } from '../web/moment.ts'
import { type Answered, ask, withWeb } from '../web/web-http.ts'

export const TOKEN = 'dGhlIHRva2VuIG9mIHRoZSB0ZXN0cyBpcyBub3Qgc2VjcmV0'

export interface Browser {
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

export interface Site {
  url: string
  store: Store
  clock: ManualClock
  alert: string
  open(): Browser
  signIn(name?: string): Promise<Browser>
}

/** A site whose store holds one alert; anybody may open a browser before it, or sign in. */
export async function withSite(
  t: Parameters<typeof temporaryFolder>[0],
  use: (site: Site) => Promise<void>,
  more: Partial<WebDeps> = {},
): Promise<void> {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id } = await plantDrift(store, NOW)
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
