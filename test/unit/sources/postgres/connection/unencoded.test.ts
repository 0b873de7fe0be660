import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  hasUnencodedPassword,
  mayBeDecoded,
} from '../../../../../src/sources/postgres/connection/unencoded.ts'

describe('a password in the URL of a database', () => {
  test('is seen to end it where it stands as it is', () => {
    for (const password of ['a/b', 'a#b', 'a?b', '/', '12/3', 'a@b/c', 'p:a/b?c=d']) {
      assert.equal(hasUnencodedPassword(`postgres://user:${password}@db.example:5432/app`), true, password)
    }
  })

  test('is never blamed where it is encoded, or where there is none', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), secret => {
        fc.pre(!/[\uD800-\uDFFF]/.test(secret))
        const url = `postgres://user:${encodeURIComponent(secret)}@db.example:5432/app?sslmode=require`
        assert.equal(hasUnencodedPassword(url), false)
      }),
    )
    for (const url of [
      'postgres://db.example/app',
      'postgres://user@db.example/app?application_name=a/b',
      'postgres://db.example:5432/app?user=me@tenant&password=x',
      'postgres:///app?host=/run/postgresql&user=me@tenant',
      'postgresql://[::1]:5432/app',
      'mysql://user:a/b@h/d',
    ]) {
      assert.equal(hasUnencodedPassword(url), false, url)
    }
  })

  test('may be meant otherwise where it holds what would be decoded', () => {
    assert.equal(mayBeDecoded('postgres://u:a%41b@h/d'), true)
    assert.equal(mayBeDecoded('postgres://u:100%@h/d'), false)
    assert.equal(mayBeDecoded('postgres://u@h/d?x=%20'), false)
  })
})
