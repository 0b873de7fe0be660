import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { createByteReader, createByteWriter } from '../../../../../src/storage/sqlite/codec/bytes.ts'

describe('numbers and texts as bytes', () => {
  test('are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.maxSafeNat(), fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }))),
        rows => {
          const writer = createByteWriter()
          for (const [natural, integer, text] of rows) {
            writer.natural(natural)
            // Half of the range: the sign takes a bit.
            writer.integer(Math.trunc(integer / 2))
            writer.text(text)
          }
          const reader = createByteReader(writer.bytes())
          for (const [natural, integer, text] of rows) {
            assert.equal(reader.natural(), natural)
            assert.equal(reader.integer() + 0, Math.trunc(integer / 2) + 0)
            assert.equal(reader.text(), text)
          }
          assert.ok(reader.done())
        },
      ),
      { seed: 1 },
    )
  })

  test('a small number takes one byte', () => {
    const writer = createByteWriter()
    writer.natural(127)
    writer.integer(-64)
    assert.equal(writer.bytes().length, 2)
  })

  test('a number is passed, whatever it takes', () => {
    const writer = createByteWriter()
    for (const value of [0, 127, 128, Number.MAX_SAFE_INTEGER, 5]) writer.natural(value)
    const reader = createByteReader(writer.bytes())
    for (let i = 0; i < 4; i++) reader.pass()
    assert.equal(reader.natural(), 5)
    assert.throws(() => reader.pass(), RangeError)
  })

  test('bytes that end too early are no number', () => {
    assert.throws(() => createByteReader(Uint8Array.of(0x80)).natural(), RangeError)
    assert.throws(() => createByteReader(Uint8Array.of(5, 65)).text(), RangeError)
  })
})
