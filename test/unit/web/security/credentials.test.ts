import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hash } from 'bcryptjs'
import { manualClock } from '../../../../src/core/clock.ts'
import { passwordCheck, sameSecret } from '../../../../src/web/security/credentials.ts'
import { parsePasswordHash } from '../../../../src/web/security/passwords/hash.ts'
import { NOW } from '../../../support/web/moment.ts'

const known = parsePasswordHash(await hash('secret', 4))
assert.ok(known !== null)
const users = new Map([['ann', known]])
const WRONG = { status: 401, line: 'The name or the password is wrong.' }

describe('the check of a name and a password', () => {
  test('lets in whoever has both, again and again', async () => {
    const check = passwordCheck(users, manualClock(NOW))
    for (let i = 0; i < 3; i++) assert.equal(await check('ann', 'secret', '192.0.2.1'), null)
  })

  test('does not say which of the two is wrong', async () => {
    const check = passwordCheck(users, manualClock(NOW))
    for (const [name, password] of [
      ['ann', 'Secret'],
      ['ann', ''],
      ['bob', 'secret'],
      ['', 'secret'],
    ] as const) {
      assert.deepEqual(await check(name, password, '192.0.2.1'), WRONG, `${name} ${password}`)
    }
  })

  test('does not take the right password of one name for that of another that was let in', async () => {
    const check = passwordCheck(users, manualClock(NOW))
    assert.equal(await check('ann', 'secret', '192.0.2.1'), null)
    assert.deepEqual(await check('an', 'nsecret', '192.0.2.1'), WRONG)
  })

  test('holds up an address after ten wrong ones within a minute, and lets the right one in all the same', async () => {
    const check = passwordCheck(users, manualClock(NOW))
    for (let i = 0; i < 10; i++) await check('ann', `guess ${i}`, '192.0.2.1')
    const began = performance.now()
    assert.deepEqual(await check('ann', 'one more', '192.0.2.1'), WRONG)
    assert.ok(performance.now() - began > 900)
    assert.equal(await check('ann', 'secret', '192.0.2.1'), null)
  })

  test('refuses what an address asks beyond its line, and nothing of another address', async () => {
    const check = passwordCheck(users, manualClock(NOW))
    const asked = Array.from({ length: 20 }, (_, i) => check('ann', `guess ${i}`, '192.0.2.1'))
    const other = check('ann', 'secret', '198.51.100.7')
    const statuses = (await Promise.all(asked)).map(one => one?.status)
    assert.ok(statuses.includes(401) && statuses.includes(429), statuses.join(' '))
    assert.equal(await other, null)
  })
})

test('secrets are the same only where every character is', () => {
  assert.equal(sameSecret('secret', 'secret'), true)
  assert.equal(sameSecret('', ''), true)
  for (const given of ['', 'secre', 'secret ', 'Secret'])
    assert.equal(sameSecret(given, 'secret'), false, given)
})
