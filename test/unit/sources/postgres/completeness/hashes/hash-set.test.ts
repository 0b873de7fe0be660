import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HashSet } from '../../../../../../src/sources/postgres/completeness/hashes/hash-set.ts'

const hex = (value: bigint): string => value.toString(16).padStart(16, '0')
/** Many that are alike, with the least and the greatest among them. */
const hashes = fc.array(
  fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: 0n, max: 9n }),
    fc.bigInt({ min: 0n, max: 9n }).map(n => (2n ** 32n - 1n - n) << 32n),
    fc.constantFrom(2n ** 64n - 1n, 2n ** 32n, 2n ** 32n - 1n),
  ),
  { maxLength: 300 },
)

function setOf(values: readonly bigint[]): HashSet {
  const set = new HashSet()
  for (const value of values) set.add(hex(value))
  return set
}

describe('a set of hashes', () => {
  test('holds and sums what a set of texts would', () => {
    fc.assert(
      fc.property(hashes, hashes, (values, others) => {
        const plain = new Set<bigint>()
        const set = new HashSet()
        for (const value of values) {
          assert.equal(set.add(hex(value)), !plain.has(value))
          plain.add(value)
        }
        for (const value of others) assert.equal(set.has(hex(value)), plain.has(value))
        assert.equal(set.size, plain.size)
        assert.equal(
          set.sum,
          BigInt.asUintN(
            64,
            [...plain].reduce((a, b) => a + b, 0n),
          ),
        )
      }),
    )
  })

  test('is written in the order in which they came, in parts too, and read again', () => {
    fc.assert(
      fc.property(hashes, fc.nat(300), (values, cut) => {
        const set = setOf(values)
        const at = Math.min(cut, set.size)
        assert.equal(
          Buffer.from(set.bytes()).toString('hex'),
          [...new Set(values)].map(hex).join(''),
          'every hash by 16 digits',
        )
        const again = new HashSet()
        again.addBytes(set.bytes(0, at))
        again.addBytes(Buffer.concat([Buffer.alloc(3), set.bytes(at)]), 3)
        assert.deepEqual([again.size, again.sum, again.bytes()], [set.size, set.sum, set.bytes()])
      }),
    )
  })

  test('keeps what another has as well', () => {
    fc.assert(
      fc.property(hashes, hashes, (values, others) => {
        const both = [...new Set(values)].filter(value => others.includes(value))
        assert.deepEqual(setOf(values).and(setOf(others)).bytes(), setOf(both).bytes())
      }),
    )
  })
})
