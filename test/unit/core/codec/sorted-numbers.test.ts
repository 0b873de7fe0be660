import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { packNumbers, unpackNumbers } from '../../../../src/core/codec/sorted-numbers.ts'
import { randomStream } from '../../../../src/core/random.ts'

const BITS = 48
const numbers = fc.array(
  fc.oneof(fc.nat(3), fc.nat({ max: 2 ** 31 - 1 }), fc.bigInt(0n, 2n ** 48n - 1n).map(Number)),
  {
    maxLength: 400,
  },
)

describe('sorted numbers as bytes', () => {
  test('are the same numbers again, some of them twice, whatever lies between them', () => {
    fc.assert(
      fc.property(numbers, values => {
        const packed = packNumbers(Float64Array.from(values), BITS)
        assert.deepEqual(
          [...unpackNumbers(packed)],
          values.toSorted((a, b) => a - b),
        )
      }),
    )
  })

  test('take of random ones what no code can do without, and less than a fifth of a bit more', () => {
    const random = randomStream(7)
    for (const count of [10, 1_000, 30_000]) {
      const drawn = Float64Array.from({ length: count }, () => random.integer(0, 2 ** BITS - 1))
      const each = (8 * (packNumbers(drawn, BITS).length - 5)) / count
      // The logarithm of how many sets there are, by Stirling: bits + log2(e) - log2(count) for each.
      const least = BITS - Math.log2(count) + Math.log2(Math.E)
      assert.ok(each < least + (count < 100 ? 1.5 : 0.2), `${each} bits for ${count}, ${least} at least`)
      assert.ok(each > least - 1, `${each} bits`)
    }
  })

  test('are refused where their bytes are cut or are something else', () => {
    const packed = packNumbers(
      Float64Array.from({ length: 100 }, (_, n) => n * 2 ** 40),
      BITS,
    )
    for (const cut of [0, 4, 5, 60, packed.length - 2])
      assert.throws(() => unpackNumbers(packed.subarray(0, cut)), RangeError, `cut to ${cut}`)
    assert.throws(() => unpackNumbers(new Uint8Array(400).fill(255)), RangeError)
    const bytes = fc.uint8Array({ maxLength: 200 })
    fc.assert(
      fc.property(bytes, some => {
        try {
          assert.ok(unpackNumbers(some).length <= 8 * some.length)
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
      }),
    )
  })
})
