// A site with an alert, and what a robot can get hold of there: some of it good, but never all that an action needs.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openControl } from '../../../src/app/control.ts'
import { type ManualClock, manualClock } from '../../../src/core/clock.ts'
import { DAY } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import type { Views } from '../../../src/queries/views.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { createWeb } from '../../../src/web/server.ts'
import { actingOptions, plantDrift, viewsOn } from '../alerts/acting.ts'
import { temporaryFolder } from '../folder.ts'
import { depsOf } from './deps.ts'
import { asker, type Request, type Response } from './in-process.ts'
import { NOW } from './moment.ts'

const HOST = 'localhost:9464'
export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
export const OURS = { Origin: `http://${HOST}`, 'Sec-Fetch-Site': 'same-origin' }
export const EVIL = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }

/** What the robot has got hold of; some of it is good, but never all that an action needs. */
export interface Loot {
  links: string[]
  pages: string[]
  /** Of every form that was found: where it goes and what it holds. */
  forms: Array<{ method: string; action: string; fields: Record<string, string> }>
  /** Cookie and token of somebody who is signed in, and of somebody who has signed out. */
  live: { cookie: string; csrf: string }
  dead: { cookie: string; csrf: string }
  /** A form by which somebody has acted, with its cookie: whole, and used. */
  used: { path: string; cookie: string; body: string }
  actions: string[]
  leave: string
  token: string
}

export interface Site {
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

export async function open(t: Parameters<typeof temporaryFolder>[0]): Promise<Site> {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const episode = await plantDrift(store, NOW)
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
export function bytesOf({ folder }: Site): string {
  const hash = createHash('sha256')
  for (const name of ['slowburn.db', 'slowburn.db-wal']) {
    const file = join(folder, name)
    if (existsSync(file)) hash.update(name).update(readFileSync(file))
  }
  return hash.digest('hex')
}

export function cookieOf({ headers }: Response): string {
  return [headers['set-cookie'] ?? []]
    .flat()
    .map(one => String(one).split(';')[0])
    .join('; ')
}

export function formsOn(path: string, body: string): Loot['forms'] {
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

export async function signIn({ ask, token }: Site, name: string): Promise<string> {
  const body = new URLSearchParams({ name, token, next: '/' }).toString()
  const answer = await ask({ method: 'POST', path: '/sign-in', headers: { ...FORM, ...OURS }, body })
  assert.equal(answer.status, 303)
  return cookieOf(answer)
}

/** People act as they should, and leave behind what people leave behind. */
export async function gather(site: Site): Promise<Loot> {
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
  const actions = ['acknowledge', 'snooze', 'release', 'accept', 'unaccept'].map(
    action => `${alert}/${action}`,
  )
  return {
    links,
    pages,
    forms,
    live,
    dead,
    used,
    actions: [...actions, '/silences', '/sign-out'],
    leave,
    token,
  }
}

type Asked = Partial<Request> & { path: string }
