import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { CompactedHashes } from '../../../../../../src/sources/postgres/completeness/hashes/compacted-hashes.ts'
import { HashSet } from '../../../../../../src/sources/postgres/completeness/hashes/hash-set.ts'

const hex = (value: bigint): string => value.toString(16).padStart(16, '0')
/** No two begin alike. */
const hashes = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), {
  maxLength: 300,
  selector: value => value >> 16n,
})

function setOf(values: readonly bigint[]): HashSet {
  const set = new HashSet()
  for (const value of values) set.add(hex(value))
  return set
}

const sumOf = (values: readonly bigint[]): bigint =>
  BigInt.asUintN(
    64,
    values.reduce((a, b) => a + b, 0n),
  )

describe('compacted hashes', () => {
  test('hold and sum what the hashes did, and what comes since', () => {
    fc.assert(
      fc.property(hashes, fc.nat(300), fc.nat(300), (all, cut, from) => {
        const [values, more] = [all.slice(0, cut), all.slice(from)]
        const compacted = CompactedHashes.of(setOf(values))
        const known = new Set(values)
        for (const value of more) {
          assert.equal(compacted.add(hex(value)), !known.has(value))
          known.add(value)
        }
        for (const value of [...values, ...more]) assert.ok(compacted.has(hex(value)))
        assert.deepEqual([compacted.size, compacted.sum], [known.size, sumOf([...known])])
        const again = CompactedHashes.of(compacted)
        assert.deepEqual([again.size, again.sum, again.fresh.size], [known.size, sumOf([...known]), 0])
        for (const value of known) assert.ok(again.has(hex(value)))
      }),
    )
  })

  test('are read again from their bytes, which are half of those of the hashes where these are many', () => {
    fc.assert(
      fc.property(hashes, hashes, (values, others) => {
        const bytes = CompactedHashes.of(setOf(values)).bytes()
        const read = CompactedHashes.open(bytes, new HashSet())
        assert.deepEqual([read?.size, read?.sum], [values.length, sumOf(values)])
        for (const value of values) assert.ok(read?.has(hex(value)))
        const others48 = new Set(values.map(value => value >> 16n))
        for (const value of others) assert.equal(read?.has(hex(value)), others48.has(value >> 16n))
      }),
    )
    const many = Array.from({ length: 10_000 }, (_, n) =>
      BigInt.asUintN(64, BigInt(n + 1) * 0x9e3779b97f4a7c15n),
    )
    assert.ok(CompactedHashes.of(setOf(many)).bytes().byteLength < 4.7 * many.length)
  })

  test('are what both have, where those that are there are named', () => {
    fc.assert(
      fc.property(hashes, hashes, (values, others) => {
        const compacted = CompactedHashes.of(setOf(values))
        const both = setOf(others).and(compacted)
        assert.deepEqual(both.bytes(), setOf(others.filter(other => compacted.has(hex(other)))).bytes())
      }),
    )
  })

  test('are not read where a byte is another, or some are missing', () => {
    const bytes = CompactedHashes.of(setOf([1n, 2n ** 50n, 2n ** 63n])).bytes()
    for (let place = 0; place < bytes.length; place++) {
      const damaged = Uint8Array.from(bytes)
      damaged[place] = (damaged[place] ?? 0) ^ 4
      assert.equal(CompactedHashes.open(damaged, new HashSet()), null)
      assert.equal(CompactedHashes.open(bytes.subarray(0, place), new HashSet()), null)
    }
  })
})
