import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import ICAL from 'ical.js'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const ROTA = {
  name: 'on call',
  zone: 'UTC',
  start: { year: 2026, month: 1, day: 5, minute: 540 },
  contacts: ['ann', 'bob'],
  overrides: [],
}
const hash = (token: string): string => `sha256:${createHash('sha256').update(token).digest('hex')}`

test('a rota is a calendar for whoever may read, with the token as the password of a calendar program', async () => {
  const tokens = [
    { name: 'calendar', role: 'read' as const, hash: hash('a-token') },
    { name: 'prometheus', role: 'scrape' as const, hash: hash('another') },
  ]
  const { views } = await fixture()
  await withWeb(
    depsOf(views, { rotas: [ROTA], access: { anonymous: 'none', users: {}, tokens } }),
    async page => {
      const url = `${page}api/v1/rotas/on%20call.ics`
      const by = (headers: Record<string, string>) => ask(url, { headers })
      const basic = (name: string, token: string) => ({
        Authorization: `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`,
      })
      assert.equal((await by({})).status, 401)
      assert.equal((await by(basic('prometheus', 'another'))).status, 403)
      assert.equal((await by(basic('somebody', 'a-token'))).status, 401)
      for (const headers of [{ Authorization: 'Bearer a-token' }, basic('calendar', 'a-token')]) {
        const answer = await by(headers)
        assert.equal(answer.status, 200)
        assert.match(String(answer.headers['content-type']), /^text\/calendar/)
        assert.ok(
          new ICAL.Component(ICAL.parse(answer.body) as string[]).getAllSubcomponents('vevent').length > 20,
        )
      }
      const list = await ask(`${page}api/v1/rotas`, { headers: basic('calendar', 'a-token') })
      assert.match(list.body, /"calendar":"\/api\/v1\/rotas\/on%20call\.ics"/)
      assert.equal(
        (await ask(`${page}api/v1/rotas/gone.ics`, { headers: basic('calendar', 'a-token') })).status,
        404,
      )
    },
  )
})
