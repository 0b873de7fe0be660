import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DatabaseError } from 'pg'
import {
  describeFailure,
  describeTarget,
  isConnectionFailure,
  unreachable,
} from '../../../../../src/sources/postgres/connection/failures.ts'

describe('a failure to connect', () => {
  test('never shows the password, however it is written', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 30 }), fc.boolean(), (secret, asParameter) => {
        const encoded = encodeURIComponent(secret)
        fc.pre(!'postgres://user@host.example:5432/db refused'.includes(secret) && secret.trim().length >= 8)
        const url = asParameter
          ? `postgres://user@host.example:5432/db?password=${encoded}`
          : `postgres://user:${encoded}@host.example:5432/db`
        const thrown = new Error(`cannot use ${url}, tried ${secret} and ${encoded}`)
        const error = unreachable(thrown, url)
        const shown = `${error.message} ${String(error.cause)} ${JSON.stringify(describeFailure(thrown, url))}`
        assert.ok(!shown.includes(secret))
        assert.ok(!shown.includes(encoded))
      }),
    )
  })

  test('names the database, the cause and the remedy', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
    assert.deepEqual(describeFailure(refused, 'postgres://me:secret@127.0.0.1:5432/shop'), {
      message:
        'postgres://me@127.0.0.1:5432/shop refused the connection (connect ECONNREFUSED 127.0.0.1:5432)',
      remedy: 'Is PostgreSQL running there, on this port?',
    })
  })

  test('is that of an owner who allows little time, with the statement that allows more', () => {
    const url = 'postgres://Me:secret@127.0.0.1:5432/shop'
    const ended = (code: string): DatabaseError =>
      Object.assign(new DatabaseError('terminating', 1, 'error'), { code })
    for (const [code, setting] of [
      ['57014', 'statement_timeout'],
      ['25P03', 'idle_in_transaction_session_timeout'],
      ['25P04', 'transaction_timeout'],
      ['57P05', 'idle_session_timeout'],
    ] as const) {
      assert.match(
        describeFailure(ended(code), url).remedy ?? '',
        new RegExp(`: ALTER ROLE "Me" SET ${setting} = '\\w+'$`),
      )
      // The server has closed the connection, but for a statement that it only cancelled.
      assert.equal(isConnectionFailure(ended(code)), code !== '57014')
    }
  })

  test('is whatever ends the connection, as the replay of a standby may, with what the owner can do about that', () => {
    const conflict = (severity: string): DatabaseError =>
      Object.assign(new DatabaseError('terminating connection due to conflict with recovery', 1, 'error'), {
        code: '40001',
        severity,
      })
    assert.equal(isConnectionFailure(conflict('FATAL')), true)
    assert.equal(isConnectionFailure(conflict('ERROR')), false)
    const { remedy } = describeFailure(conflict('FATAL'), 'postgres://me:secret@127.0.0.1:5432/shop')
    assert.match(
      remedy ?? '',
      /on the standby: ALTER SYSTEM SET hot_standby_feedback = on; SELECT pg_reload_conf\(\)$/,
    )
  })

  test('looks into errors that are several, as for a name with two addresses', () => {
    const inner = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' })
    const both = new AggregateError([inner, inner])
    assert.match(describeFailure(both, 'postgres://me@localhost/shop').message, /refused the connection/)
  })

  test('says how to write a password that ends the URL where it stands, and no part of it', () => {
    for (const secret of ['ge/heim9', 'ge#heim9', 'ge?heim9', '12/heim9', 'g@/heim9', 'a:b/heim9']) {
      const url = `postgres://me:${secret}@db.example/shop`
      const failure = describeFailure(new Error(`Invalid URL: ${url}`), url)
      assert.match(failure.remedy ?? '', /Percent-encode .* \/ as %2F/, secret)
      assert.doesNotMatch(JSON.stringify([failure, unreachable(new Error('Invalid URL'), url)]), /heim9|12/)
    }
  })

  test('says of a refused password with a % in it that this may mean another', () => {
    const refused = new Error('password authentication failed for user "me"')
    assert.match(describeFailure(refused, 'postgres://me:a%41b@h/d').remedy ?? '', /is written %25$/)
    assert.doesNotMatch(describeFailure(refused, 'postgres://me:ab@h/d').remedy ?? '', /%25/)
  })

  test('says so where the URL is no PostgreSQL URL at all', () => {
    for (const url of ['', 'localhost', 'mysql://x:geheim@y/z', 'https://example.org']) {
      assert.equal(describeTarget(url), null)
      assert.match(describeFailure(new Error('x'), url).message, /not one of a PostgreSQL database/)
    }
  })
})
