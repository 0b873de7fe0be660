import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  boundOf,
  bucketOf,
  MOST_BUCKETS,
  NativeBuckets,
} from '../../../../src/exposition/own/native-buckets.ts'

/** The buckets one by one, from their spans and deltas, as a reader puts them together. */
function read(native: NativeBuckets): Array<[bucket: number, count: number]> {
  const { spans, deltas } = native.data()
  const found: Array<[number, number]> = []
  let [bucket, count] = [0, 0]
  for (const { offset, length } of spans) {
    bucket += offset
    for (let k = 0; k < length; k++) {
      count += deltas[found.length] ?? Number.NaN
      found.push([bucket, count])
      bucket += 1
    }
  }
  assert.equal(found.length, deltas.length)
  return found
}

function filled(values: readonly number[]): NativeBuckets {
  const native = new NativeBuckets()
  for (const value of values) native.observe(value)
  return native
}

describe('the buckets of a native histogram', () => {
  test('hold what is above their lower bound, up to and with their upper one', () => {
    const value = fc.double({ min: 1e-30, max: 1e30, noNaN: true })
    fc.assert(
      fc.property(value, fc.integer({ min: -4, max: 8 }), (one, schema) => {
        const bucket = bucketOf(one, schema)
        assert.ok(one > boundOf(bucket - 1, schema) && one <= boundOf(bucket, schema))
      }),
    )
  })

  test('are those of client_golang at its bounds', () => {
    // From its table of bounds, at schema 3: 0.5, 0.5452538663326288, 0.5946035575013605, ... and 1 is the bound of bucket 0.
    assert.equal(bucketOf(1, 3), 0)
    assert.equal(bucketOf(0.5, 3), -8)
    assert.equal(bucketOf(0.5452538663326288, 3), -7)
    assert.equal(bucketOf(0.55, 3), -6)
    assert.equal(bucketOf(2, 5), 32)
    assert.equal(bucketOf(2.0000001, 5), 33)
  })

  test('lose no observation, and are told as spans of neighbours and differences', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 400 }), values => {
        const native = filled(values)
        const counts = read(native)
        assert.equal(
          counts.reduce((sum, [, count]) => sum + count, native.data().zeroCount),
          values.length,
        )
        const { schema } = native.data()
        for (const [bucket, count] of counts) {
          const within = values.filter(
            value => value > boundOf(bucket - 1, schema) && value <= boundOf(bucket, schema),
          )
          assert.equal(count, within.length)
        }
      }),
    )
  })

  test('are joined in pairs where they would be too many, as if they had been that wide from the start', () => {
    // Eighteen powers of two, from a millisecond to five minutes.
    const values = Array.from({ length: 5000 }, (_, i) => 0.001 * 2 ** ((i * 18) / 5000))
    const native = filled(values)
    const { schema } = native.data()
    assert.equal(schema, 4)
    assert.ok(read(native).length <= MOST_BUCKETS)
    const expected = Map.groupBy(values, value => bucketOf(value, schema))
    assert.deepEqual(
      read(native),
      [...expected].map(([bucket, some]) => [bucket, some.length]),
    )
  })

  test('have zero in one of its own', () => {
    const { zeroCount, spans, deltas } = filled([0, 0, 2 ** -128]).data()
    assert.deepEqual([zeroCount, spans, deltas], [3, [], []])
  })

  test('are never coarser than Prometheus knows', () => {
    const values = Array.from({ length: 2100 }, (_, i) => 2 ** (i - 1050)).filter(value => value > 0)
    assert.ok(filled(values).data().schema >= -4)
  })
})
