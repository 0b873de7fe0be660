// What a robot tries: links, forms, guesses, and pieces of what others have left behind.
import assert from 'node:assert/strict'
import type { Random } from '../../../src/core/random.ts'
import type { Request } from './in-process.ts'

import { cookieOf, EVIL, FORM, formsOn, type Loot, OURS, type Site } from './robot-site.ts'

export type Asked = Partial<Request> & { path: string }
export type Trick = (loot: Loot, random: Random, ask: Site['ask']) => Asked | Promise<Asked>

export function pick<T>(list: readonly T[], random: Random): T {
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

export const TRICKS: Readonly<Record<string, Trick>> = {
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
  'has the cookie of a session and the token of another': ({ live, dead, actions }, random) => ({
    method: 'POST',
    path: pick(actions, random),
    headers: { ...FORM, ...OURS, Cookie: live.cookie },
    body: filled({ csrf: pick([dead.csrf, '', 'x'], random), note: '', length: '4' }, random),
  }),
  'has the token of a session and no cookie, or one that has ended': ({ live, dead, actions }, random) => ({
    method: 'POST',
    path: pick(actions, random),
    headers: { ...FORM, ...OURS, ...pick([{}, { Cookie: dead.cookie }], random) },
    body: filled({ csrf: pick([live.csrf, dead.csrf], random), note: '', length: '4' }, random),
  }),
  'has all of a session, but comes from another site': ({ live, actions }, random) => ({
    method: 'POST',
    path: pick(actions, random),
    headers: { ...FORM, ...EVIL, Cookie: live.cookie },
    body: filled({ csrf: live.csrf, note: '', length: '4' }, random),
  }),
  'has all of a session, but is no form': ({ live, actions }, random) => ({
    method: 'POST',
    path: pick(actions, random),
    headers: {
      ...OURS,
      Cookie: live.cookie,
      'Content-Type': pick(['text/plain', 'application/json'], random),
    },
    body: JSON.stringify({ csrf: live.csrf, note: '', length: '4' }),
  }),
  'has all of a session, but not by POST': ({ live, actions, links }, random) => ({
    method: pick(ODD_METHODS, random),
    path: pick(
      [...actions, ...actions.map(action => `${action}?csrf=${live.csrf}&length=4`), ...links],
      random,
    ),
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
  'asks the API without the token, or with a guess': ({ actions, live }, random) => ({
    method: pick(['POST', 'POST', ...ODD_METHODS], random),
    path: `/api/v1${pick([...actions, '/series/1/accept', '/silences/x/expire', '/alertmanager', '/test-messages', '/releases'], random)}`,
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
  'has the token of the API, but sends what a form of another site could': ({ actions, token }, random) => ({
    method: 'POST',
    path: `/api/v1${pick([...actions, '/series/1/accept'], random)}`,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': pick(
        ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'],
        random,
      ),
    },
    body: JSON_BODY,
  }),
  'has the token of the API, but not by POST': ({ actions, token }, random) => ({
    method: pick(ODD_METHODS, random),
    path: `/api/v1${pick([...actions, '/series/1/accept'], random)}`,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'X-HTTP-Method-Override': 'POST',
    },
    body: JSON_BODY,
  }),
}
