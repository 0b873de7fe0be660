// A robot in each role that asks for everything there is, in every way it knows. What a role may do is written down here
// once more, by hand. SLOWBURN_ROBOT_ROUNDS=1000000 is the long form.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { ROLES, type Role } from '../../../src/config/access.ts'
import { type ManualClock, manualClock } from '../../../src/core/clock.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import { type Random, randomStream } from '../../../src/core/random.ts'
import { refused } from '../../../src/operations/operations.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { members } from '../../../src/web/pages/members.ts'
import { createWeb } from '../../../src/web/server.ts'
import { controlOn, plantDrift, viewsOn } from '../../support/alerts/acting.ts'
import { messageOf } from '../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { inForm } from '../../support/long-form.ts'
import { depsOf } from '../../support/web/deps.ts'
import { asker, type Response } from '../../support/web/in-process.ts'
import { NOW } from '../../support/web/moment.ts'

const ROUNDS = Number(process.env.SLOWBURN_ROBOT_ROUNDS ?? inForm(300, 4000))

/** What each address needs; a page of the registry is for readers. Everything that is not listed here answers nobody with success. */
const NEEDED: Readonly<Record<Role, readonly string[]>> = {
  scrape: ['GET /metrics', 'GET /healthz', 'GET /readyz', 'GET /icon.svg', 'GET /sign-in'],
  read: [
    ...members.map(({ path }) => `GET ${path.replace(/:\w+/g, '1')}`),
    'GET /alerts/ID',
    'GET /silences',
    'GET /silences/new?matchers=a%3Db&for=1h&comment=x',
    'GET /mail',
    'GET /preview',
    'GET /api/v1/changes',
    'GET /api/v1/sources',
    'GET /api/v1/series',
    'GET /api/v1/series/1/points',
    'GET /api/v1/series/1/regimes',
    'GET /api/v1/alerts',
    'GET /api/v1/silences',
    'GET /api/v1/releases',
    'GET /api/v1/history',
    'GET /api/v1/incidents',
    'GET /api/v1/incidents/x',
    'GET /incidents/x',
    'GET /mail/1',
    'GET /mail/1/text',
    'GET /mail/1/html',
    'GET /preview/weekly',
    'GET /preview/weekly/html',
    'GET /api/v1/rotas',
    'GET /api/v1/rotas/web.ics',
    'GET /style.css',
  ],
  act: [
    ...['acknowledge', 'snooze', 'release', 'accept', 'unaccept'].map(
      name => `POST /api/v1/alerts/ID/${name}`,
    ),
    ...['acknowledge', 'snooze', 'release', 'accept', 'unaccept', 'split', 'merge'].map(
      name => `POST /api/v1/incidents/x/${name}`,
    ),
    'POST /api/v1/series/1/accept',
    'POST /api/v1/series/1/unaccept',
    'POST /api/v1/silences',
    'POST /api/v1/silences/000000/expire',
    'POST /api/v1/releases',
  ],
  administer: [
    'GET /api/v1/messages/1',
    'GET /api/v1/backups/1',
    'GET /mail/1/raw',
    'POST /api/v1/test-messages',
    'POST /api/v1/backups',
    'POST /api/v1/digests/weekly/rejoin',
  ],
}

/** Sent by the forms of the pages: they need a session, and no token is one. */
const FORMS: readonly string[] = [
  'POST /sign-in',
  'POST /sign-out',
  ...['acknowledge', 'release', 'accept', 'unaccept', 'snooze'].map(name => `POST /alerts/ID/${name}`),
  ...['acknowledge', 'release', 'accept', 'snooze', 'split', 'merge'].map(
    name => `POST /incidents/x/${name}`,
  ),
  'POST /silences',
  'POST /silences/000000/expire',
]

const BODIES = [
  { note: 'x' },
  { by: 'somebody else', for: '1h' },
  { matchers: ['a=b'], for: '1h', comment: 'why' },
  { version: '2.0.0' },
  { email: 'a@example.org' },
  {},
].map(body => JSON.stringify(body))

/** Other ways to write an address, by which a careless comparison is fooled. */
const DISGUISES: ReadonlyArray<(path: string) => string> = [
  path => path,
  path => path,
  path => path.toUpperCase(),
  path => `${path}/`,
  path => `/${path}`,
  path => path.replace('/', '/./'),
  path => `/metrics/..${path}`,
  path => path.replace(/e/g, '%65'),
  path => `${path}?/metrics`,
  path => `${path}#/metrics`,
  path => `/metrics;${path}`,
]

const MORE: ReadonlyArray<Record<string, string>> = [
  {},
  {},
  { 'X-HTTP-Method-Override': 'POST' },
  { 'X-Forwarded-For': '127.0.0.1', 'X-Forwarded-User': 'root' },
  { 'X-Original-URL': '/metrics', 'X-Rewrite-URL': '/metrics' },
  { Cookie: 'slowburn-session=x; __Host-slowburn-session=x' },
]

interface Site {
  /** `POST /alerts/:id/snooze`, of everything that is served. */
  served: readonly string[]
  clock: ManualClock
  ask(
    role: Role | null,
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<Response>
  id: string
  actors(): string[]
  bytes(): string
}

function tokenOf(role: Role): string {
  return `the token of ${role}`.replaceAll(' ', '-')
}

async function open(t: TestContext): Promise<Site> {
  const folder = temporaryFolder(t)
  const store = openSqliteStore(folder)
  t.after(() => store.close())
  const clock = manualClock(NOW)
  const { id } = await plantDrift(store, NOW)
  store.outbox.add([messageOf()])
  const tokens = ROLES.map(role => ({
    name: role,
    role,
    hash: `sha256:${createHash('sha256').update(tokenOf(role)).digest('hex')}`,
  }))
  const messages = {
    test: () => ({ done: true as const, changed: true, messages: [] }),
    get: () => assert.fail('asked for a message'),
  }
  const control = {
    ...controlOn(store, clock, 'the control token'),
    messages: { ...messages, get: () => null },
    backups: { start: () => refused('state', 'a backup is running already'), get: () => null },
  }
  const web = createWeb(
    depsOf(viewsOn(store, clock), {
      control,
      clock,
      access: { anonymous: 'none', users: {}, tokens },
      health: () => ({ lastTickAt: clock.now(), staleAfter: MINUTE, faults: [] }),
    }),
  )
  const ask = asker(web)
  return {
    served: served(web.router),
    clock,
    id,
    ask: (role, method, path, headers, body) =>
      ask({
        method,
        path,
        headers: {
          Host: 'localhost',
          ...(role !== null && { Authorization: `Bearer ${tokenOf(role)}` }),
          ...headers,
        },
        body,
      }),
    actors: () => [...new Set(store.history.list(1_000_000).map(({ actor }) => actor))],
    bytes() {
      const hash = createHash('sha256')
      for (const name of ['slowburn.db', 'slowburn.db-wal']) {
        const file = join(folder, name)
        if (existsSync(file)) hash.update(readFileSync(file))
      }
      return hash.digest('hex')
    },
  }
}

interface Served {
  stack?: ReadonlyArray<{ route?: { path: string; methods?: object }; handle: unknown }>
}

function served(router: unknown): string[] {
  const { stack = [] } = router as Served
  return stack.flatMap(({ route, handle }) =>
    route === undefined
      ? served(handle)
      : Object.keys(route.methods ?? {}).map(method => `${method.toUpperCase()} ${route.path}`),
  )
}

function pick<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(random.uniform() * all.length)] ?? assert.fail('nothing to pick from')
}

/** What a role may do with an address as it is written in the table; null: nobody may by a token. */
function may(role: Role | null, needed: Role | null): boolean {
  return role !== null && needed !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

describe('each role', () => {
  test('is tried at every address that there is', async t => {
    const lines = [...ROLES.flatMap(role => NEEDED[role]), ...FORMS].map(line => line.replace(/\?.*/, ''))
    const missing = (await open(t)).served.filter(pattern => {
      const any = pattern
        .replace(/\{.*\}/, '')
        .replace(/:\w+/g, '[^/]+')
        .replace(/style-\w+/, 'style')
      return !lines.some(line => new RegExp(`^${any}$`).test(line))
    })
    assert.deepEqual(missing, [])
  })

  test('may do what the table says, and what those before it may', async t => {
    const { ask, id, clock } = await open(t)
    for (const role of [null, ...ROLES]) {
      for (const needed of ROLES) {
        for (const line of NEEDED[needed]) {
          const [method = '', path = ''] = line.replace('ID', id).split(' ')
          const type = { 'Content-Type': 'application/json' }
          const { status } = await ask(role, method, path, type, method === 'GET' ? '' : '{}')
          const isRefused = status === 401 || status === 403
          assert.equal(
            isRefused,
            !may(role, needed),
            `${role ?? 'nobody'}: ${line} is answered with ${status}`,
          )
          clock.advance(3000)
        }
      }
    }
  })

  for (const role of [null, 'scrape', 'read', 'act'] as const) {
    test(`is not exceeded by a robot that tries everything as ${role ?? 'nobody'}`, async t => {
      const { ask, id, clock, actors, bytes } = await open(t)
      const random = randomStream(5, `role ${role}`)
      const before = bytes()
      const lines: Array<{ line: string; needed: Role | null }> = [
        ...ROLES.flatMap(needed => NEEDED[needed].map(line => ({ line, needed }))),
        ...FORMS.map(line => ({ line, needed: null })),
      ]
      for (let round = 0; round < ROUNDS / 4; round++) {
        const { line, needed } = pick(lines, random)
        const [own = '', path = ''] = line.replace('ID', id).split(' ')
        const method = pick([own, own, own, 'GET', 'POST', 'HEAD'], random)
        const headers = {
          'Content-Type': pick(['application/json', 'text/plain'], random),
          ...pick(MORE, random),
        }
        const asked = pick(DISGUISES, random)(path)
        const { status, body } = await ask(role, method, asked, headers, pick(BODIES, random))
        assert.ok(status < 500, `${method} ${asked} answered ${status}`)
        const done = status >= 200 && status < 400
        const harmless = /^(?:# HELP|up 1|alive|ready|<svg)|Sign in to act<\/h1>/.test(body)
        // What is read at an address may need less than what is done there.
        const reading = method !== 'POST' && lines.find(other => other.line === `GET ${line.split(' ')[1]}`)
        const allowed = may(role, reading ? reading.needed : needed) || (may(role, 'scrape') && harmless)
        assert.ok(
          !done || allowed,
          `${role ?? 'nobody'}: ${method} ${asked} answered ${status}: ${body.slice(0, 80)}`,
        )
        clock.advance(MINUTE / 20)
      }
      if (role === 'act')
        assert.deepEqual(
          actors().filter(actor => !/\bact\)?$/.test(actor)),
          [],
        )
      else assert.equal(bytes(), before, 'something was changed')
    })
  }
})
