import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccessSettings } from '../../../../src/config/access.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { actorOf, createAccess, mayDo, type Principal } from '../../../../src/web/security/access.ts'
import { parsePasswordHash } from '../../../../src/web/security/passwords/hash.ts'
import { ADMIN } from '../../../support/web/deps.ts'
import { NOW } from '../../../support/web/moment.ts'

// bcryptjs.hashSync('secret', 4)
const HASH = parsePasswordHash('$2b$04$vLET7ZVUKP9Qr4ab7ydeMeYCxoxP2E2D5LU1BZL.RKUtZT8yXaQZK')
const FROM = '10.0.0.1'

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}

function accessOf(settings: Partial<AccessSettings> = {}, users: readonly string[] = []) {
  assert.ok(HASH !== null)
  return createAccess({
    users: new Map(users.map(name => [name, HASH])),
    settings: { anonymous: null, users: {}, tokens: [], ...settings },
    controlToken: 'control',
    clock: manualClock(NOW),
  })
}

describe('who somebody is', () => {
  test('is nobody, who may read, where there is no log-in; and nobody at all where there is one', async () => {
    assert.deepEqual(await accessOf().identify(undefined, FROM), { name: null, role: 'read', via: 'nothing' })
    const closed = await accessOf({}, ['ann']).identify(undefined, FROM)
    assert.ok('status' in closed && closed.status === 401)
    const scraped = await accessOf({ anonymous: 'scrape' }, ['ann']).identify(undefined, FROM)
    assert.deepEqual(scraped, { name: null, role: 'scrape', via: 'nothing' })
  })

  test('is a user in the role that the configuration gives, or a reader where it gives none', async () => {
    const access = accessOf({ users: { prometheus: 'scrape', ann: 'act' } }, ['prometheus', 'ann', 'bob'])
    const roleOf = async (name: string) => {
      const found = await access.identify(basic(`${name}:secret`), FROM)
      return 'status' in found ? found.status : found.role
    }
    assert.deepEqual(
      [await roleOf('prometheus'), await roleOf('ann'), await roleOf('bob'), await roleOf('eve')],
      ['scrape', 'act', 'read', 401],
    )
  })

  test('is the holder of a token, of which only the digest is kept', async () => {
    const access = accessOf(ADMIN.access)
    const found = await access.identify(ADMIN.headers.Authorization, FROM)
    assert.deepEqual(found, { name: 'root', role: 'administer', via: 'token' })
    const hash = ADMIN.access.tokens[0]?.hash ?? ''
    for (const wrong of [hash, hash.slice(7), 'control2']) {
      const refused = await access.identify(`Bearer ${wrong}`, FROM)
      assert.ok('status' in refused && refused.status === 401)
    }
    const control = await access.identify('Bearer control', FROM)
    assert.deepEqual(control, { name: null, role: 'administer', via: 'control token' })
  })

  test('is by signing in whoever has a token: under its name, if it has one', async () => {
    const access = accessOf(ADMIN.access)
    const named = await access.signIn('ann', 'the-token-of-root', FROM)
    const control = await access.signIn('ann', 'control', FROM)
    assert.deepEqual(
      [named, control].map(one => 'name' in one && one.name),
      ['root', 'ann'],
    )
  })
})

describe('a role', () => {
  test('may do what those before it may, and nothing of those after it', () => {
    const principal = (role: Principal['role']): Principal => ({ name: 'ann', role, via: 'password' })
    assert.equal(mayDo(principal('act'), 'read'), true)
    assert.equal(mayDo(principal('act'), 'act'), true)
    assert.equal(mayDo(principal('act'), 'administer'), false)
    assert.equal(mayDo(principal('scrape'), 'read'), false)
  })
})

describe('what is done', () => {
  test('is attributed to who did it, whoever they say that they are', () => {
    const ci: Principal = { name: 'ci', role: 'act', via: 'token' }
    assert.equal(actorOf(ci, 'ci'), 'ci')
    assert.equal(actorOf(ci, ''), 'ci')
    assert.equal(actorOf(ci, 'ann'), 'ci (token), as "ann"')
    const ann: Principal = { name: 'ann', role: 'act', via: 'password' }
    assert.equal(actorOf(ann, 'root (password root)'), 'ann (password), as "root (password root)"')
    assert.equal(actorOf(ann, '", root (password)'), 'ann (password), as "\', root (password)"')
  })

  test('is attributed to whom they name by whoever can read the data folder', () => {
    assert.equal(actorOf({ name: null, role: 'administer', via: 'control token' }, 'ann'), 'ann')
  })
})
