// A robot that follows every link, fills in every form and sends whatever it has picked up, again and again. Its
// oracle is the database file: it must be the same to the byte. SLOWBURN_ROBOT_ROUNDS=1000000 is the long form.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import { inForm } from '../../support/long-form.ts'
import { bytesOf, FORM, gather, OURS, open, signIn } from '../../support/web/robot-site.ts'
import { pick, TRICKS } from '../../support/web/robot-tricks.ts'

const ROUNDS = Number(process.env.SLOWBURN_ROBOT_ROUNDS ?? inForm(200, 20_000))
/** Pages cost more than refusals, so they are looked at now and then. */
const PAGE_EVERY = 200

test(`a robot that follows and submits everything, ${ROUNDS} times, changes nothing`, async t => {
  const site = await open(t)
  const loot = await gather(site)
  assert.ok(loot.forms.length >= 10, `${loot.forms.length} forms were found`)
  const random = randomStream(1, 'robot')
  const tricks = Object.entries(TRICKS)
  const before = bytesOf(site)
  const got = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++) {
    const [name, trick] = tricks[round % tricks.length] ?? assert.fail('there are tricks')
    const looks = round % PAGE_EVERY === 0
    const request = looks ? { path: pick(loot.pages, random) } : await trick(loot, random, site.ask)
    const { status } = await site.ask(request)
    assert.ok(status < 500, `${name}: ${request.method ?? 'GET'} ${request.path} answered ${status}`)
    const kind = `${looks ? 'looks at a page' : name}: ${status}`
    got.set(kind, (got.get(kind) ?? 0) + 1)
    site.clock.advance(10)
  }
  assert.equal(bytesOf(site), before)

  const led = [...got.keys()].filter(kind => kind.endsWith(': 303'))
  assert.deepEqual(led, [])
  if (process.env.SLOWBURN_ROBOT_ROUNDS !== undefined) {
    for (const [kind, count] of [...got].sort()) t.diagnostic(`${kind}: ${count}`)
  }

  // Nothing was broken or locked by it: who has all that is needed can still act.
  site.clock.advance(15 * MINUTE)
  const { ask, alert } = site
  const cookie = await signIn(site, 'ann')
  const page = await ask({ path: alert, headers: { Cookie: cookie } })
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const headers = { ...FORM, ...OURS, Cookie: cookie }
  const done = await ask({ method: 'POST', path: `${alert}/release`, headers, body: `csrf=${csrf}` })
  assert.equal(done.status, 303)
  assert.notEqual(bytesOf(site), before)
})
