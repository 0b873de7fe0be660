import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { digitsOf, putDigits, putText } from '../../../../src/exposition/own/digits.ts'

test('the digits of a whole number are those that String writes', () => {
  const whole = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.integer({ min: 0, max: 15 }).map(power => 10 ** power),
  )
  fc.assert(
    fc.property(whole, fc.constantFrom(0, -1, 1), (near, off) => {
      const number = Math.max(0, near + off)
      const text = String(number)
      assert.equal(digitsOf(number), text.length)
      const bytes = Buffer.from(`<${' '.repeat(text.length)}>`)
      putDigits(bytes, number, 1 + text.length, text.length)
      assert.equal(bytes.toString(), `<${text}>`)
    }),
  )
})

test('a number as text is put where it is to stand, and nowhere else', () => {
  fc.assert(
    fc.property(fc.double(), number => {
      const text = String(number)
      const bytes = Buffer.from(`<${' '.repeat(text.length)}>`)
      putText(bytes, text, 1)
      assert.equal(bytes.toString(), `<${text}>`)
    }),
  )
})
