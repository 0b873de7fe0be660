import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createNumberSet } from '../../../../../src/storage/sqlite/codec/number-set.ts'

test('it holds what a Set does', () => {
  // Many share their lowest bits.
  const number = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 40 - 1 }),
    fc.integer({ min: 0, max: 9 }).map(n => n * 2 ** 32),
    fc.integer({ min: 0, max: 99 }).map(n => n * 4096 + 1),
    fc.constantFrom(0, 2 ** 40 - 1, 2 ** 53 - 2),
  )
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300 }), fc.array(number), (added, asked) => {
      const [own, plain] = [createNumberSet(), new Set<number>()]
      for (const one of added) {
        assert.equal(own.add(one), !plain.has(one))
        plain.add(one)
      }
      assert.equal(own.size, plain.size)
      for (const one of [...added, ...asked]) assert.equal(own.has(one), plain.has(one))
    }),
  )
})
