import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parsePasswordHash } from '../../../../../src/web/security/passwords/hash.ts'
import { createPasswordMatcher } from '../../../../../src/web/security/passwords/match.ts'

// From the test vectors of Openwall's crypt_blowfish, which bcrypt implementations share.
const VECTORS = [
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
] as const

describe('matching a password', () => {
  test('by bcrypt agrees with published vectors, for many at once', async () => {
    const matches = createPasswordMatcher()
    const checks = VECTORS.flatMap(([password, text]) => {
      const hash = parsePasswordHash(text)
      assert.ok(hash !== null, text)
      return [matches(password, hash), matches(`${password}x`, hash)]
    })
    assert.deepEqual(await Promise.all(checks), [true, false, true, false, true, false])
  })

  test('by bcrypt leaves the main thread free', async () => {
    const matches = createPasswordMatcher()
    const hash = parsePasswordHash('$2a$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW')
    assert.ok(hash !== null)
    let longest = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    await matches('starts the thread', hash)
    longest = 0
    const began = performance.now()
    await Promise.all([matches('a', hash), matches('b', hash), matches('c', hash), matches('d', hash)])
    const took = performance.now() - began
    clearInterval(watch)
    assert.ok(longest < took / 2, `blocked for ${longest} of ${took} ms`)
  })
})
