import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { Lines } from '../../../../src/exposition/formats/lines.ts'

describe('lines', () => {
  test('are the text of all they are given, in UTF-8, however many there are', () => {
    // Well-formed, as labels are.
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    const line = fc.tuple(text, text, text, fc.double({ noNaN: true, noDefaultInfinity: true }))
    fc.assert(
      fc.property(fc.array(line), all => {
        const lines = new Lines()
        let expected = ''
        for (const [start, about, own, value] of all) {
          lines.add(start, about, own, value)
          lines.addPlain(start, value)
          expected += `${start}${about}${own}} ${value}\n${start} ${value}\n`
          assert.equal(lines.length, Buffer.byteLength(expected))
        }
        assert.equal(lines.take().toString(), expected)
        assert.equal(lines.length, 0)
      }),
    )
  })

  test('take more memory as they need it', () => {
    const lines = new Lines()
    for (let i = 0; i < 5000; i++) lines.add('a{', '', `b="模型 ${i}"`, 1 / 3)
    const all = lines.take().toString().trimEnd().split('\n')
    assert.equal(all.length, 5000)
    assert.equal(all.at(-1), 'a{b="模型 4999"} 0.3333333333333333')
  })
})
