// A robot that follows every link, fills in every form and sends whatever it has picked up, again and again. Its
// oracle is the database file: it must be the same to the byte. SLOWBURN_ROBOT_ROUNDS=1000000 is the long form.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openControl } from '../../../src/app/control.ts'
import { type ManualClock, manualClock } from '../../../src/core/clock.ts'
import { DAY, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { type Random, randomStream } from '../../../src/core/random.ts'
import type { Views } from '../../../src/queries/views.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { createWeb } from '../../../src/web/server.ts'
import { actingOptions, plantDrift, viewsOn } from '../../support/alerts/acting.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { depsOf } from '../../support/web/deps.ts'
import { asker, type Request, type Response } from '../../support/web/in-process.ts'
import { NOW } from '../../support/web/moment.ts'

const ROUNDS = Number(process.env.SLOWBURN_ROBOT_ROUNDS ?? 20_000)
const HOST = 'localhost:9464'
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const OURS = { Origin: `http://${HOST}`, 'Sec-Fetch-Site': 'same-origin' }
const EVIL = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }

/** What the robot has got hold of; some of it is good, but never all that a deed needs. */
interface Loot {
  links: string[]
  pages: string[]
  /** Of every form that was found: where it goes and what it holds. */
  forms: Array<{ method: string; action: string; fields: Record<string, string> }>
  /** Cookie and token of somebody who is signed in, and of somebody who has signed out. */
  live: { cookie: string; csrf: string }
  dead: { cookie: string; csrf: string }
  /** A form by which somebody has acted, with its cookie: whole, and used. */
  used: { path: string; cookie: string; body: string }
  deeds: string[]
  leave: string
  token: string
}

interface Site {
  ask(request: Asked): Promise<Response>
  store: Store
  clock: ManualClock
  folder: string
  alert: string
  links: string[]
  /** By which a report is left, if a mail program posts there what the standard says. */
  leave: string
  token: string
}

function open(t: Parameters<typeof temporaryFolder>[0]): Site {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const episode = plantDrift(store, NOW)
  const options = actingOptions(store, clock)
  const control = openControl({ folder, ...options, store, keep: 400 * DAY, version: '0.1.0' })
  const views = once(viewsOn(store, clock))
  const web = {
    control: { ...control.web.control, clock },
    links: { ...control.web.links, clock },
    receive: {
      token: 'the token of an Alertmanager',
      clock,
      receive: () => assert.fail('the robot has got through to the Alertmanager'),
    },
    unsubscribing: control.web.unsubscribing,
  }
  const ask = asker(createWeb(depsOf(views, { ...web, clock, log: silentLogger })))
  const acts = control.actsFor(`http://${HOST}`)(episode, 'ann@example.org', NOW)
  return {
    ask: ({ method = 'GET', headers = {}, body = '', path }) =>
      ask({ method, path, headers: { Host: HOST, ...headers }, body }),
    store,
    clock,
    folder,
    alert: `/alerts/${episode.id}`,
    links: acts.map(({ url }) => new URL(url).pathname),
    leave: new URL(control.leaveFor(`http://${HOST}`)('weekly', 'ann@example.org')).pathname,
    token: control.web.control.token,
  }
}

/** An alert is looked up once: the robot asks for the same one a million times. */
function once(views: Views): Views {
  const known = new Map<string, ReturnType<Views['alert']>>()
  return {
    ...views,
    alert(id) {
      const found = known.get(id) ?? views.alert(id)
      known.set(id, found)
      return found
    },
  }
}

/** The database as it lies on the disk. */
function bytesOf({ folder }: Site): string {
  const hash = createHash('sha256')
  for (const name of ['slowburn.db', 'slowburn.db-wal']) {
    const file = join(folder, name)
    if (existsSync(file)) hash.update(name).update(readFileSync(file))
  }
  return hash.digest('hex')
}

function cookieOf({ headers }: Response): string {
  return [headers['set-cookie'] ?? []]
    .flat()
    .map(one => String(one).split(';')[0])
    .join('; ')
}

function formsOn(path: string, body: string): Loot['forms'] {
  return [...body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, head = '', inside = '']) => {
    const method = /method="(\w+)"/.exec(head)?.[1] ?? 'get'
    const fields = Object.fromEntries(
      [
        ...inside.matchAll(/<(?:input|select|textarea)\b[^>]*\bname="([^"]+)"(?:[^>]*\bvalue="([^"]*)")?/g),
      ].map(([, name = '', value = '']) => [name, value]),
    )
    const actions = [head, ...inside.matchAll(/<button[^>]*>/g)].flatMap(
      part => /(?:form)?action="([^"]+)"/.exec(String(part))?.[1] ?? [],
    )
    return (actions.length === 0 ? [path] : actions).map(action => ({ method, action, fields }))
  })
}

async function signIn({ ask, token }: Site, name: string): Promise<string> {
  const body = new URLSearchParams({ name, token, next: '/' }).toString()
  const answer = await ask({ method: 'POST', path: '/sign-in', headers: { ...FORM, ...OURS }, body })
  assert.equal(answer.status, 303)
  return cookieOf(answer)
}

/** People act as they should, and leave behind what people leave behind. */
async function gather(site: Site): Promise<Loot> {
  const { ask, alert, links, leave, token } = site
  const live = { cookie: await signIn(site, 'ann'), csrf: '' }
  const dead = { cookie: await signIn(site, 'bob'), csrf: '' }
  for (const one of [live, dead]) {
    const page = await ask({ path: alert, headers: { Cookie: one.cookie } })
    one.csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? assert.fail('a form has a token')
  }
  await ask({
    method: 'POST',
    path: '/sign-out',
    headers: { ...FORM, ...OURS, Cookie: dead.cookie },
    body: `csrf=${dead.csrf}`,
  })
  const [path = ''] = links
  const shown = await ask({ path })
  const code = /class="code">(\d{3} \d{3})</.exec(shown.body)?.[1] ?? assert.fail('the page shows a code')
  const challenge = /name="challenge" value="([^"]+)"/.exec(shown.body)?.[1] ?? ''
  const used = { path, cookie: cookieOf(shown), body: new URLSearchParams({ challenge, code }).toString() }
  const acted = await ask({
    method: 'POST',
    path,
    headers: { ...FORM, ...OURS, Cookie: used.cookie },
    body: used.body,
  })
  assert.equal(acted.status, 303)

  const draft = '/silences/new?matchers=task_type%3Dbuild&for=2h&comment=x'
  const pages = [
    '/',
    '/alerts',
    alert,
    '/silences',
    draft,
    '/sign-in',
    '/mail',
    '/preview',
    '/series',
    '/series/1',
  ]
  const forms: Loot['forms'] = []
  for (const page of [...pages, ...links]) forms.push(...formsOn(page, (await ask({ path: page })).body))
  // The robot also knows the forms that others are shown, but not with a token that is still good.
  for (const page of [alert, '/silences', draft]) {
    const { body } = await ask({ path: page, headers: { Cookie: live.cookie } })
    for (const form of formsOn(page, body)) {
      const stale = 'csrf' in form.fields ? { csrf: dead.csrf } : {}
      forms.push({ ...form, fields: { ...form.fields, ...stale } })
    }
  }
  const deeds = ['acknowledge', 'snooze', 'release', 'accept', 'unaccept'].map(deed => `${alert}/${deed}`)
  return { links, pages, forms, live, dead, used, deeds: [...deeds, '/silences', '/sign-out'], leave, token }
}

type Asked = Partial<Request> & { path: string }
type Trick = (loot: Loot, random: Random, ask: Site['ask']) => Asked | Promise<Asked>

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random.uniform() * list.length)] ?? assert.fail('nothing to pick from')
}

function filled(fields: Record<string, string>, random: Random): string {
  const guess = String(Math.floor(random.uniform() * 1e6)).padStart(6, '0')
  const guesses: Record<string, string> = {
    code: guess,
    name: 'robot',
    token: guess,
    note: guess,
    length: '4',
  }
  const whole = Object.entries(fields).map(([name, value]) => [name, guesses[name] ?? value])
  return new URLSearchParams(Object.fromEntries(whole) as Record<string, string>).toString()
}

const ODD_METHODS = ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'GET', 'TRACE']
const JSON_BODY = '{"by":"robot","for":"4h","matchers":["task_type=build"],"comment":"x"}'

const TRICKS: Readonly<Record<string, Trick>> = {
  'follows the links of an email': ({ links }, random) => ({
    path: pick(links, random),
    method: pick(['GET', 'HEAD'], random),
  }),
  'opens the link by which a report is left, or posts to it what comes to mind': ({ leave }, random) => ({
    method: pick(['GET', 'POST', 'POST', ...ODD_METHODS], random),
    path: leave,
    headers: FORM,
    body: pick(['', 'List-Unsubscribe=', 'confirm=yes', 'csrf=x&submit=1'], random),
  }),
  'submits a form as it finds it': ({ forms }, random) => {
    const { method, action, fields } = pick(forms, random)
    const body = new URLSearchParams(fields).toString()
    return method === 'get'
      ? { path: `${action}?${body}` }
      : { method: 'POST', path: action, headers: { ...FORM, ...OURS }, body }
  },
  'fills in a form with guesses': ({ forms }, random) => {
    const { action, fields } = pick(
      forms.filter(({ method }) => method !== 'get'),
      random,
    )
    return { method: 'POST', path: action, headers: { ...FORM, ...OURS }, body: filled(fields, random) }
  },
  'opens a link, keeps its cookie, and types a guess or nothing': async ({ links }, random, ask) => {
    const path = pick(links, random)
    const shown = await ask({ path })
    const [form] = formsOn(path, shown.body)
    const body = filled({ ...form?.fields }, random)
    const typed = random.chance(0.5) ? body : body.replace(/code=\d+/, 'code=')
    return { method: 'POST', path, headers: { ...FORM, ...OURS, Cookie: cookieOf(shown) }, body: typed }
  },
  'sends a form again by which somebody has acted': ({ used, links }, random) => ({
    method: 'POST',
    path: pick([used.path, ...links], random),
    headers: { ...FORM, ...OURS, Cookie: used.cookie },
    body: used.body,
  }),
  'has the cookie of a session and the token of another': ({ live, dead, deeds }, random) => ({
    method: 'POST',
    path: pick(deeds, random),
    headers: { ...FORM, ...OURS, Cookie: live.cookie },
    body: filled({ csrf: pick([dead.csrf, '', 'x'], random), note: '', length: '4' }, random),
  }),
  'has the token of a session and no cookie, or one that has ended': ({ live, dead, deeds }, random) => ({
    method: 'POST',
    path: pick(deeds, random),
    headers: { ...FORM, ...OURS, ...pick([{}, { Cookie: dead.cookie }], random) },
    body: filled({ csrf: pick([live.csrf, dead.csrf], random), note: '', length: '4' }, random),
  }),
  'has all of a session, but comes from another site': ({ live, deeds }, random) => ({
    method: 'POST',
    path: pick(deeds, random),
    headers: { ...FORM, ...EVIL, Cookie: live.cookie },
    body: filled({ csrf: live.csrf, note: '', length: '4' }, random),
  }),
  'has all of a session, but is no form': ({ live, deeds }, random) => ({
    method: 'POST',
    path: pick(deeds, random),
    headers: {
      ...OURS,
      Cookie: live.cookie,
      'Content-Type': pick(['text/plain', 'application/json'], random),
    },
    body: JSON.stringify({ csrf: live.csrf, note: '', length: '4' }),
  }),
  'has all of a session, but not by POST': ({ live, deeds, links }, random) => ({
    method: pick(ODD_METHODS, random),
    path: pick([...deeds, ...deeds.map(deed => `${deed}?csrf=${live.csrf}&length=4`), ...links], random),
    headers: {
      ...FORM,
      ...OURS,
      Cookie: live.cookie,
      'X-HTTP-Method-Override': 'POST',
      'X-HTTP-Method': 'POST',
      'X-Method-Override': 'POST',
    },
    body: `csrf=${live.csrf}&length=4&_method=POST`,
  }),
  'asks the API without the token, or with a guess': ({ deeds, live }, random) => ({
    method: pick(['POST', 'POST', ...ODD_METHODS], random),
    path: `/api/v1${pick([...deeds, '/series/1/accept', '/silences/x/expire', '/alertmanager', '/test-messages', '/releases'], random)}`,
    headers: {
      'Content-Type': 'application/json',
      Cookie: live.cookie,
      ...pick(
        [{}, { Authorization: `Bearer ${random.uniform()}` }, { Authorization: 'Basic cm9ib3Q6' }],
        random,
      ),
    },
    body: JSON_BODY,
  }),
  'has the token of the API, but sends what a form of another site could': ({ deeds, token }, random) => ({
    method: 'POST',
    path: `/api/v1${pick([...deeds, '/series/1/accept'], random)}`,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': pick(
        ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        random,
      ),
    },
    body: JSON_BODY,
  }),
  'has the token of the API, but not by POST': ({ deeds, token }, random) => ({
    method: pick(ODD_METHODS, random),
    path: `/api/v1${pick([...deeds, '/series/1/accept'], random)}`,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'X-HTTP-Method-Override': 'POST',
    },
    body: JSON_BODY,
  }),
}

/** Pages cost more than refusals, so they are looked at now and then. */
const PAGE_EVERY = 200

test(`a robot that follows and submits everything, ${ROUNDS} times, changes nothing`, async t => {
  const site = open(t)
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
