import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { manualClock } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE, WEEK } from '../../../../src/core/duration.ts'
import type { LinkAction, LinkActions } from '../../../../src/operations/links.ts'
import {
  ALERT_ACTIONS,
  readAction,
  type SignedAction,
  signAction,
} from '../../../../src/operations/signed-link.ts'
import type { WebDeps } from '../../../../src/web/deps.ts'
import {
  type Challenge,
  type Challenges,
  createChallenges,
} from '../../../../src/web/security/confirmation-code.ts'
import { depsOf, fixture, NOW, seeded } from '../../../support/web.ts'
import { type Answered, ask, withWeb } from '../../../support/web-http.ts'

const KEY = createHash('sha256').update('a key for tests').digest()
const OTHER_KEY = createHash('sha256').update('another key').digest()
const ERRAND: SignedAction = {
  action: 'acknowledge',
  episodeId: 'drift{"2"}',
  recipient: 'oncall@example.org',
  expires: NOW + WEEK,
}
const TOKEN = signAction(KEY, ERRAND)
const { views } = await fixture()

/** Bytes that are the same in every run. */
function seededBytes(seed: number): (size: number) => Uint8Array {
  const random = seeded(seed)
  return size => Uint8Array.from({ length: size }, () => Math.floor(random() * 256))
}

describe('a signed link', () => {
  test('says what it was signed for, whatever the names', () => {
    const name = fc.string({ unit: 'binary', maxLength: 100 }).filter(text => text.isWellFormed())
    fc.assert(
      fc.property(
        fc.constantFrom(...ALERT_ACTIONS),
        name,
        name,
        fc.integer({ min: NOW + 1, max: NOW + 100 * WEEK }),
        (action, a, b, expires) => {
          const asked = { action, episodeId: a, recipient: b, expires }
          const token = signAction(KEY, asked)
          assert.match(token, /^[\w-]+\.[\w-]+$/)
          assert.deepEqual(readAction(KEY, token, NOW), { ok: true, asked })
        },
      ),
    )
  })

  test('is the same each time, so that a message is the same each time', () => {
    assert.equal(signAction(KEY, ERRAND), TOKEN)
  })

  test('is worth nothing with a single character changed, under another key, or cut short', () => {
    for (let index = 0; index < TOKEN.length; index += 1) {
      const changed = TOKEN.slice(0, index) + (TOKEN[index] === 'A' ? 'B' : 'A') + TOKEN.slice(index + 1)
      const read = readAction(KEY, changed, NOW)
      // The last character of base64url carries bits that are not part of the signature.
      if (index < TOKEN.length - 1) assert.equal(read.ok, false, `character ${index}`)
    }
    assert.deepEqual(readAction(OTHER_KEY, TOKEN, NOW), { ok: false, reason: 'forged' })
    assert.equal(readAction(KEY, TOKEN.slice(0, -10), NOW).ok, false)
  })

  test('expires', () => {
    assert.equal(readAction(KEY, TOKEN, NOW + WEEK - 1).ok, true)
    assert.deepEqual(readAction(KEY, TOKEN, NOW + WEEK), { ok: false, reason: 'expired', asked: ERRAND })
  })

  test('is refused without an exception, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        assert.equal(readAction(KEY, text, NOW).ok, false)
      }),
    )
  })

  test('cannot be signed with a key that can be guessed', () => {
    assert.throws(() => signAction(KEY.subarray(0, 31), ERRAND), /requires at least 32 bytes/)
  })
})

function given(): { challenges: Challenges; challenge: Challenge } {
  const challenges = createChallenges(KEY, seededBytes(1))
  return { challenges, challenge: challenges.issue(TOKEN, NOW) }
}

describe('the code to be typed', () => {
  test('passes once', () => {
    const { challenges, challenge } = given()
    assert.match(challenge.code, /^\d{6}$/)
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'passed')
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'stale')
  })

  test('may be typed with a blank or a dash', () => {
    const { challenges, challenge } = given()
    const code = ` ${challenge.code.slice(0, 3)}-${challenge.code.slice(3)} `
    assert.equal(challenges.judge(TOKEN, { ...challenge, code }, NOW), 'passed')
  })

  test('left empty is not a try', () => {
    const { challenges, challenge } = given()
    for (let time = 0; time < 100; time += 1) {
      assert.equal(challenges.judge(TOKEN, { ...challenge, code: ' ' }, NOW), 'empty')
    }
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'passed')
  })

  test('is only good for its link, in its browser, and for a quarter of an hour', () => {
    const { challenges, challenge } = given()
    const other = signAction(KEY, { ...ERRAND, action: 'accept' })
    assert.equal(challenges.judge(other, challenge, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, { ...challenge, cookie: '' }, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, { ...challenge, cookie: 'other' }, NOW), 'stale')
    assert.equal(challenges.judge(TOKEN, challenge, NOW + 16 * MINUTE), 'stale')
    assert.equal(challenges.judge(TOKEN, challenge, NOW - 1), 'stale')
    assert.equal(challenges.judge(TOKEN, challenge, NOW + 14 * MINUTE), 'passed')
  })

  test('locks its link after five wrong ones, for a quarter of an hour, and no other link', () => {
    const { challenges, challenge } = given()
    const wrong = { ...challenge, code: challenge.code === '000000' ? '000001' : '000000' }
    const verdicts = Array.from({ length: 7 }, () => challenges.judge(TOKEN, wrong, NOW))
    assert.deepEqual(verdicts, ['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'locked', 'locked'])
    assert.equal(challenges.judge(TOKEN, challenge, NOW), 'locked')
    const other = signAction(KEY, { ...ERRAND, recipient: 'second@example.org' })
    assert.equal(challenges.judge(other, challenges.issue(other, NOW), NOW), 'passed')
    const later = NOW + 15 * MINUTE
    assert.equal(challenges.judge(TOKEN, challenges.issue(TOKEN, later), later), 'passed')
  })

  test('is not passed by a robot that submits all it finds, a million times', () => {
    const challenges = createChallenges(KEY, seededBytes(2))
    const random = seeded(3)
    const tally: Record<string, number> = {}
    let challenge = challenges.issue(TOKEN, NOW)
    for (let attempt = 0; attempt < 1_000_000; attempt += 1) {
      if (attempt % 1000 === 0) challenge = challenges.issue(TOKEN, NOW + attempt)
      const code = attempt % 2 === 0 ? '' : String(Math.floor(random() * 1e6)).padStart(6, '0')
      const verdict = challenges.judge(TOKEN, { ...challenge, code }, NOW + attempt)
      tally[verdict] = (tally[verdict] ?? 0) + 1
    }
    assert.equal(tally.passed, undefined)
    assert.equal(tally.empty, 500_000)
  })
})

interface Played {
  deps: WebDeps
  acts: LinkAction[]
}

function playground(part: Partial<LinkActions> = {}): Played {
  const acts: LinkAction[] = []
  const links: LinkActions = {
    key: KEY,
    clock: manualClock(NOW),
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
      assert.match(body, /put down to <bdi>oncall@example\.org<\/bdi>/)
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
      { action: 'acknowledge', episodeId: 'drift{"2"}', who: 'oncall@example.org', length: null, at: NOW },
    ])
  })

  test('snoozes for a length that is offered, and for no other', async () => {
    const { deps, acts } = playground()
    await withWeb(deps, async url => {
      for (const length of ['12', '9999', 'x']) {
        const address = `${url}act/${signAction(KEY, { ...ERRAND, action: 'snooze', expires: NOW + WEEK })}`
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
    const expired = signAction(KEY, { ...ERRAND, expires: NOW })
    const gone = signAction(KEY, { ...ERRAND, episodeId: 'gone' })
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
        const address = `${url}act/${signAction(KEY, { ...ERRAND, action })}`
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
