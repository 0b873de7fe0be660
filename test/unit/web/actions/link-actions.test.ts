import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { HOUR, WEEK } from '../../../../src/core/duration.ts'
import type { LinkAction, LinkActions } from '../../../../src/operations/links.ts'
import { ALERT_ACTIONS, type SignedAction, signAction } from '../../../../src/operations/signed-link.ts'
import type { WebDeps } from '../../../../src/web/deps.ts'
import { onceEach } from '../../../support/alerts/links.ts'
import { ADMIN, depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW, seeded } from '../../../support/web/moment.ts'
import { type Answered, ask, withWeb } from '../../../support/web/web-http.ts'

const KEY = createHash('sha256').update('a key for tests').digest()
const SIGNED: SignedAction = {
  action: 'acknowledge',
  episodeId: 'drift{"2"}',
  recipient: 'oncall@example.org',
  expires: NOW + WEEK,
}
const TOKEN = signAction(KEY, SIGNED)
const { views } = await fixture()

interface Played {
  deps: WebDeps
  acts: LinkAction[]
}

function playground(part: Partial<LinkActions> = {}): Played {
  const acts: LinkAction[] = []
  const links: LinkActions = {
    key: KEY,
    clock: manualClock(NOW),
    useCode: onceEach(),
    perform: act => {
      acts.push(act)
      return { done: true }
    },
    ...part,
  }
  return { deps: depsOf(views, { links }), acts }
}

function encoded(fields: Record<string, string>): string {
  return new URLSearchParams(fields).toString()
}

interface Form {
  cookie: string
  challenge: string
  code: string
}

function formOf({ body, headers }: Answered): Form {
  const [cookie = ''] = [headers['set-cookie'] ?? ''].flat()
  return {
    cookie: cookie.split(';')[0] ?? '',
    challenge: /name="challenge" value="([^"]*)"/.exec(body)?.[1] ?? '',
    code: /class="code">([^<]*)</.exec(body)?.[1] ?? '',
  }
}

function submit(url: string, form: Form, extra: Readonly<Record<string, string>> = {}): Promise<Answered> {
  const { length = '', ...headers } = extra
  return ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: form.cookie, ...headers },
    body: new URLSearchParams({ challenge: form.challenge, code: form.code, length }).toString(),
  })
}

describe('acting by a link', () => {
  test('shows what it is about, and changes nothing by being looked at', async () => {
    const { deps, acts } = playground()
    await withWeb(deps, async url => {
      for (const method of ['GET', 'HEAD', 'GET']) {
        const { status, headers } = await ask(`${url}act/${TOKEN}`, { method })
        assert.equal(status, 200)
        assert.match(
          String(headers['set-cookie']),
          /^slowburn_act=[\w-]+; Path=\/act; HttpOnly; SameSite=Strict$/,
        )
        assert.equal(headers['x-robots-tag'], 'noindex, nofollow')
      }
      const { body } = await ask(`${url}act/${TOKEN}`)
      assert.match(body, /Acknowledge this alert\?/)
      assert.match(body, /Task run time p50 of review/)
      assert.match(body, /attributed to <bdi>oncall@example\.org<\/bdi>/)
      assert.doesNotMatch(body, /<input[^>]*name="code"[^>]*value=/)
    })
    assert.deepEqual(acts, [])
  })

  test('acts once for a person who types the code, and leads back to the alert', async () => {
    const { deps, acts } = playground()
    await withWeb(deps, async url => {
      const address = `${url}act/${TOKEN}`
      const form = formOf(await ask(address))
      const { status, headers } = await submit(address, form)
      assert.equal(status, 303)
      assert.equal(headers.location, `/alerts/${encodeURIComponent('drift{"2"}')}`)
      assert.equal((await submit(address, form)).status, 409)
    })
    assert.deepEqual(acts, [
      {
        action: 'acknowledge',
        episodeId: 'drift{"2"}',
        who: 'oncall@example.org',
        length: null,
        at: NOW,
      },
    ])
  })

  test('acts for whoever holds the mail, with an account here or without, and opens nothing else', async () => {
    for (const anonymous of ['none', 'scrape'] as const) {
      const { deps, acts } = playground()
      await withWeb({ ...deps, access: { ...ADMIN.access, anonymous } }, async url => {
        const address = `${url}act/${TOKEN}`
        const { status, body } = await submit(address, formOf(await ask(address)))
        assert.equal(status, 200)
        assert.match(body, /The alert is acknowledged.*in the name of oncall@example\.org/s)
        for (const path of ['alerts', `alerts/${encodeURIComponent(SIGNED.episodeId)}`, 'act']) {
          assert.equal((await ask(url + path)).status, 401, path)
        }
      })
      assert.equal(acts.length, 1)
    }
  })

  test('snoozes for a length that is offered, and for no other', async () => {
    const { deps, acts } = playground()
    await withWeb(deps, async url => {
      for (const length of ['12', '9999', 'x']) {
        const address = `${url}act/${signAction(KEY, { ...SIGNED, action: 'snooze', expires: NOW + WEEK })}`
        assert.equal((await submit(address, formOf(await ask(address)), { length })).status, 303)
      }
    })
    assert.deepEqual(
      acts.map(({ length }) => length),
      [12 * HOUR, HOUR, HOUR],
    )
  })

  test('says why where it cannot be done', async () => {
    const { deps } = playground({ perform: () => ({ done: false, why: 'The alert is over' }) })
    await withWeb(deps, async url => {
      const address = `${url}act/${TOKEN}`
      const { status, body } = await submit(address, formOf(await ask(address)))
      assert.equal(status, 409)
      assert.match(body, /The alert is over\./)
    })
  })

  test('refuses a form from another site, whoever typed the code', async () => {
    const { deps, acts } = playground()
    await withWeb(deps, async url => {
      const address = `${url}act/${TOKEN}`
      const form = formOf(await ask(address))
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ]) {
        assert.equal((await submit(address, form, headers)).status, 403)
      }
      const ours = { origin: url.slice(0, -1), 'sec-fetch-site': 'same-origin' }
      assert.equal((await submit(address, form, ours)).status, 303)
    })
    assert.equal(acts.length, 1)
  })

  test('names what is wrong with a link', async () => {
    const { deps, acts } = playground()
    const expired = signAction(KEY, { ...SIGNED, expires: NOW })
    const gone = signAction(KEY, { ...SIGNED, episodeId: 'gone' })
    await withWeb(deps, async url => {
      const statuses = []
      for (const token of ['nonsense', `${TOKEN.slice(0, -4)}AAAA`, expired, gone]) {
        const { status, body } = await ask(`${url}act/${token}`)
        assert.match(body, /<h1>(This link does not work|No such alert)<\/h1>/)
        statuses.push(status, (await ask(`${url}act/${token}`, { method: 'POST' })).status)
      }
      assert.deepEqual(statuses, [404, 404, 403, 403, 410, 410, 404, 404])
    })
    assert.deepEqual(acts, [])
  })

  test('does nothing for a robot that follows every link and submits every form in every way it knows', async () => {
    const { deps, acts } = playground()
    const random = seeded(7)
    await withWeb(deps, async url => {
      for (const action of ALERT_ACTIONS) {
        const address = `${url}act/${signAction(KEY, { ...SIGNED, action })}`
        for (let round = 0; round < 60; round += 1) {
          const { challenge, cookie } = formOf(await ask(address))
          const guess = String(Math.floor(random() * 1e6))
          const bodies = [
            '',
            encoded({ challenge }),
            encoded({ challenge, code: '' }),
            encoded({ challenge, code: 'test' }),
            encoded({ challenge, code: guess }),
            `challenge=${challenge}&code=1&code=2`,
            '{"code":"1"}',
            '%',
          ]
          const method = ['POST', 'PUT', 'PATCH', 'DELETE'][round % 4] ?? 'POST'
          const type = round % 5 === 0 ? 'application/json' : 'application/x-www-form-urlencoded'
          const headers = { 'content-type': type, ...(round % 3 === 0 ? {} : { cookie }) }
          const answer = await ask(address, { method, headers, body: bodies[round % bodies.length] ?? '' })
          assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status))
        }
      }
    })
    assert.deepEqual(acts, [])
  })

  test('is not there where the application does not offer it', async () => {
    await withWeb(depsOf(views), async url => {
      assert.equal((await ask(`${url}act/${TOKEN}`)).status, 404)
      assert.equal((await ask(`${url}act/${TOKEN}`, { method: 'POST' })).status, 405)
    })
  })

  test('keeps links out of the log', async () => {
    const lines: string[] = []
    const record = (message: string, fields?: object): void =>
      void lines.push(JSON.stringify([message, fields]))
    const log = { debug: record, info: record, warn: record, error: record }
    const { deps } = playground({
      perform: () => {
        throw new Error('the disk is full')
      },
    })
    await withWeb({ ...deps, log }, async url => {
      const address = `${url}act/${TOKEN}`
      assert.equal((await submit(address, formOf(await ask(address)))).status, 500)
    })
    assert.deepEqual(lines, [
      JSON.stringify(['a page could not be made', { path: '/act/…', error: 'the disk is full' }]),
    ])
  })
})
