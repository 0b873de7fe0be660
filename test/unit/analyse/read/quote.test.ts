import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listed, printable, quoted } from '../../../../src/analyse/read/quote.ts'

describe('Text of a file on a terminal', () => {
  test('is short, and steers nothing', () => {
    assert.equal(printable('\x1b[2J a\u2028b\u202e'), '?[2J a?b?')
    assert.equal(printable('x'.repeat(50)), `${'x'.repeat(40)}…`)
    assert.equal(quoted('a "b"'), '"a \\"b\\""')
  })

  test('is listed up to twelve names', () => {
    assert.equal(listed(['a', 'b']), '"a", "b"')
    assert.match(listed(Array.from({ length: 13 }, (_, k) => `c${k}`)), /"c11", …$/)
  })
})
