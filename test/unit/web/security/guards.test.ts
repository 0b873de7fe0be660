import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import express, { type RequestHandler } from 'express'
import { manualClock } from '../../../../src/core/clock.ts'
import { MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import {
  authorised,
  bounded,
  budget,
  jsonOnly,
  refuse,
  sameOriginOnly,
  signedIn,
} from '../../../../src/web/security/guards.ts'
import { linesOf } from '../../../support/log.ts'
import { asker, type Response } from '../../../support/web/in-process.ts'
import { NOW } from '../../../support/web/moment.ts'

/** Asks what stands behind the guards; 204 is how it answers whoever gets through. */
function behind(...guards: RequestHandler[]) {
  const app = express()
  app.post('/deed', ...guards, (_request, response) => void response.status(204).end())
  const ask = asker(app)
  return (headers: Record<string, string> = {}, body = ''): Promise<Response> =>
    ask({ method: 'POST', path: '/deed', headers: { Host: 'localhost:9464', ...headers }, body })
}

describe('a token for one thing alone', () => {
  const TOKEN = { token: 'secret', where: 'in the file token' }

  test('lets in whoever shows it, and says to others where it is', async () => {
    const ask = behind(authorised(TOKEN, manualClock(NOW), silentLogger))
    assert.equal((await ask({ Authorization: 'Bearer secret' })).status, 204)
    for (const headers of [{}, { Authorization: 'secret' }, { Authorization: 'Bearer secret2' }]) {
      const { status, headers: answered, body } = await ask(headers)
      assert.equal(status, 401)
      assert.equal(answered['www-authenticate'], 'Bearer')
      assert.match(body, /the token is missing or wrong; it is in the file token/)
    }
  })

  test('is guessed at without filling the log', async () => {
    const { log, lines } = linesOf()
    const clock = manualClock(NOW)
    const ask = behind(authorised(TOKEN, clock, log))
    for (let i = 0; i < 40; i++) await ask({ Authorization: `Bearer guess-${i}` })
    assert.equal(lines.length, 30)
    assert.ok(lines.every(line => line.includes('wrong token') && !line.includes('guess-')))
    clock.advance(MINUTE)
    await ask()
    assert.match(lines[30] ?? '', /no token/)
  })
})

test('only JSON is taken where a form of another site could come', async () => {
  const ask = behind(jsonOnly())
  assert.equal((await ask({ 'Content-Type': 'application/json; charset=utf-8' }, '{}')).status, 204)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
    assert.equal((await ask({ 'Content-Type': type }, '{}')).status, 415, type)
  }
})

test('each of those who act has thirty requests a minute of their own', async () => {
  const clock = manualClock(NOW)
  const ask = behind(bounded(clock, request => String(request.headers.actor)))
  const statuses = new Set<number>()
  for (let i = 0; i < 30; i++) statuses.add((await ask({ actor: 'ann' })).status)
  assert.deepEqual([...statuses], [204])
  const refused = await ask({ actor: 'ann' })
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '60'])
  assert.equal((await ask({ actor: 'bob' })).status, 204)
  clock.advance(MINUTE)
  assert.equal((await ask({ actor: 'ann' })).status, 204)
})

test('a form of another site is refused', async () => {
  const { log, lines } = linesOf()
  const ask = behind(sameOriginOnly(refuse, manualClock(NOW), log))
  const ours: Record<string, string>[] = [
    {},
    { Origin: 'http://localhost:9464' },
    { 'Sec-Fetch-Site': 'same-origin' },
    // A proxy that does not pass our name on as the browser knows it.
    { Origin: 'https://watch.example:18080', 'Sec-Fetch-Site': 'same-origin' },
    // One that names the port that every browser leaves out.
    { Origin: 'http://watch.example', Host: 'watch.example:80' },
  ]
  for (const headers of ours) assert.equal((await ask(headers)).status, 204, JSON.stringify(headers))
  assert.deepEqual(lines, [])
  for (const headers of [
    { Origin: 'http://localhost:9465' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { Origin: 'http://localhost:9464', 'Sec-Fetch-Site': 'cross-site' },
  ]) {
    const { status, body } = await ask(headers)
    assert.equal(status, 403, JSON.stringify(headers))
    assert.match(body, /The form came from another site/)
  }
  assert.equal(lines.length, 6)
  assert.match(lines[1] ?? '', /origin=https:\/\/evil\.example host=localhost:9464 remedy=.*listen\.proxies/)
})

test('a form is taken from whoever is signed in, if it was made for their session', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const ask = behind(
    express.urlencoded({ extended: false }),
    signedIn(
      ({ headers: { actor } }) =>
        actor === undefined ? null : { who: String(actor), role: 'act', csrf: `form of ${actor}` },
      { noSession: response => void response.status(401).end(), refuse },
    ),
  )
  assert.equal((await ask({ ...form, actor: 'ann' }, 'csrf=form+of+ann')).status, 204)
  assert.equal((await ask({ ...form, actor: 'ann' }, 'csrf=form+of+bob')).status, 403)
  assert.equal((await ask({ ...form, actor: 'ann' })).status, 403)
  assert.equal((await ask(form, 'csrf=form+of+ann')).status, 401)
})

describe('a budget', () => {
  test('is what may be done within any minute', () => {
    const clock = manualClock(NOW)
    const may = budget(2, clock)
    assert.equal(may(), true)
    clock.advance(MINUTE / 2)
    assert.deepEqual([may(), may()], [true, false])
    clock.advance(MINUTE / 2)
    assert.deepEqual([may(), may()], [true, false])
  })

  test('is whole again when the clock has gone back', () => {
    let now = NOW
    const may = budget(1, { now: () => now, sleep: async () => {} })
    assert.deepEqual([may(), may()], [true, false])
    now -= MINUTE
    assert.equal(may(), true)
  })
})
