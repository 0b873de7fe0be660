import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { MINUTE } from '../../../../../src/core/duration.ts'
import { HashSet } from '../../../../../src/sources/postgres/completeness/hashes/hash-set.ts'
import { serialWidth, slotWidth, TakenRows } from '../../../../../src/sources/postgres/completeness/taken.ts'

const hash = (n: number): string => n.toString(16).padStart(16, '0')

function setOf(...hashes: string[]): HashSet {
  const set = new HashSet()
  for (const one of hashes) set.add(one)
  return set
}

function memory() {
  const records = new Map<string, Uint8Array>()
  return {
    records,
    get: (key: string) => records.get(key) ?? null,
    keep: (taken: TakenRows) => {
      for (const change of taken.changes()) {
        if ('drop' in change) {
          for (const key of records.keys()) if (key.startsWith(change.drop)) records.delete(key)
          continue
        }
        if (change.value === null) records.delete(change.key)
        else records.set(change.key, change.value)
      }
    },
  }
}

describe('the rows that were taken', () => {
  test('are known again, in this pull and, once committed, in the next', () => {
    const kept = memory()
    const taken = new TakenRows(kept, 't', 'time')
    assert.equal(taken.add(MINUTE, hash(1)), true)
    assert.equal(taken.add(MINUTE, hash(1)), false)
    kept.keep(taken)
    const later = new TakenRows(kept, 't', 'time')
    assert.equal(later.has(MINUTE, hash(1)), true)
    assert.equal(later.add(2 * MINUTE, hash(1)), false, 'the same key in the same slot is the same row')
    assert.equal(new TakenRows(kept, 'u', 'time').has(MINUTE, hash(1)), false, 'of another table')
  })

  test('are summed alike whether they are at hand or must be read', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 200 }), hashes => {
        const kept = memory()
        const taken = new TakenRows(kept, 't', 'serial')
        for (const value of hashes) taken.add(5, value.toString(16).padStart(16, '0'))
        const expected = {
          count: hashes.length,
          sum: BigInt.asUintN(
            64,
            hashes.reduce((a, b) => a + b, 0n),
          ),
        }
        assert.deepEqual(taken.sum(0), expected)
        kept.keep(taken)
        assert.deepEqual(new TakenRows(kept, 't', 'serial').sum(0), expected)
      }),
    )
  })

  test('are taken again where their record is damaged, which is then written anew', () => {
    for (const damage of [[], [1, 2, 3], Array.from({ length: 24 }, (_, index) => index)]) {
      const kept = memory()
      const before = new TakenRows(kept, 't', 'time')
      before.add(1, hash(1))
      kept.keep(before)
      const [key = ''] = kept.records.keys()
      kept.records.set(key, Uint8Array.from(damage))
      const taken = new TakenRows(kept, 't', 'time')
      assert.notDeepEqual(taken.sum(0), before.sum(0))
      assert.equal(taken.add(1, hash(1)), true)
      kept.keep(taken)
      assert.deepEqual(new TakenRows(kept, 't', 'time').sum(0), before.sum(0))
    }
  })

  test('leave no record when the last of a slot is gone', () => {
    const kept = memory()
    const taken = new TakenRows(kept, 't', 'time')
    taken.add(1, hash(1))
    taken.add(2, hash(2))
    kept.keep(taken)
    taken.keepOnly(0, setOf(hash(2)))
    assert.deepEqual([taken.has(1, hash(1)), taken.has(1, hash(2))], [false, true])
    taken.keepOnly(0, setOf())
    kept.keep(taken)
    assert.equal(kept.records.size, 0)
  })

  test('of a slot at rest are kept in less room: they are known, what comes late is taken, what is gone forgotten', () => {
    const spread = (n: number): string =>
      BigInt.asUintN(64, BigInt(n + 1) * 0x9e3779b97f4a7c15n)
        .toString(16)
        .padStart(16, '0')
    const kept = memory()
    const before = new TakenRows(kept, 't', 'time')
    for (let n = 0; n < 1_000; n++) before.add(1, spread(n))
    assert.equal(before.compact(0), 0, 'not before it is committed')
    kept.keep(before)
    const size = (): number => [...kept.records.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
    const loose = size()
    assert.equal(before.compact(0), 1_000)
    kept.keep(before)
    assert.ok(size() < 0.7 * loose, `${size()} of ${loose} bytes`)
    assert.equal(before.compact(0), 0, 'once')

    const taken = new TakenRows(kept, 't', 'time')
    assert.deepEqual(taken.sum(0), before.sum(0))
    for (let n = 0; n < 1_000; n++) assert.equal(taken.add(1, spread(n)), false)
    assert.equal(taken.add(1, spread(1_000)), true, 'one that comes late')
    kept.keep(taken)
    const later = new TakenRows(kept, 't', 'time')
    assert.equal(later.sum(0).count, 1_001)
    later.keepOnly(0, setOf(...Array.from({ length: 500 }, (_, n) => spread(2 * n + 2)), spread(9_999)))
    kept.keep(later)
    const last = new TakenRows(kept, 't', 'time')
    assert.deepEqual(
      [last.sum(0).count, last.has(1, spread(1_000)), last.has(1, spread(1))],
      [500, true, false],
    )
    last.keepOnly(0, setOf())
    kept.keep(last)
    assert.equal(kept.records.size, 0)
  })

  test('of many slots are not all kept at hand, and none is lost for it', () => {
    const kept = memory()
    const taken = new TakenRows(kept, 't', 'time')
    for (let slot = 0; slot < 500; slot++) {
      taken.add(slot * slotWidth('time'), hash(slot))
      if (slot % 100 === 99) kept.keep(taken)
    }
    for (let slot = 0; slot < 500; slot++) assert.equal(taken.sum(slot).count, 1)
  })

  test('of one slot are written about once, however many and however often they come', () => {
    const kept = memory()
    let taken = new TakenRows(kept, 't', 'time')
    let [bytes, records] = [0, 0]
    for (let batch = 0; batch < 50; batch++) {
      // Of another pull.
      if (batch % 20 === 0) taken = new TakenRows(kept, 't', 'time')
      for (let i = 0; i < 5_000; i++) assert.equal(taken.add(MINUTE, hash(batch * 5_000 + i)), true)
      for (const change of taken.changes()) {
        if (!('key' in change) || change.value === null) continue
        kept.records.set(change.key, change.value)
        bytes += change.value.byteLength
        // One more a batch, of eight bytes, is the sum of what they say.
        if (!change.key.endsWith('=')) records += 1
      }
    }
    assert.ok(bytes < 1.25 * 250_000 * 8, `${bytes} bytes of 250,000 rows`)
    assert.ok(records < 50 * 5, `${records} records in 50 batches`)
    assert.equal(new TakenRows(kept, 't', 'time').add(MINUTE, hash(249_999)), false)
    assert.equal(new TakenRows(kept, 't', 'time').sum(0).count, 250_000)
  })

  test('of a large slot stay known beside many small ones', () => {
    const kept = memory()
    const taken = new TakenRows(kept, 't', 'time')
    for (let i = 0; i < 20_000; i++) taken.add(0, hash(i))
    kept.keep(taken)
    for (let slot = 1; slot < 200; slot++) {
      assert.equal(taken.add(slot * slotWidth('time'), hash(slot)), true)
      assert.equal(taken.add(0, hash(100_000 + slot)), true)
    }
    kept.keep(taken)
    assert.equal(new TakenRows(kept, 't', 'time').sum(0).count, 20_199)
    for (let slot = 1; slot < 200; slot++) assert.equal(taken.sum(slot).count, 1)
  })
})

describe('the width of a slot of numbers', () => {
  test('is that of some thousand rows, or of some minutes where they are made of the time', () => {
    assert.equal(serialWidth([1, 5_000_000], 5_000_000), 4_096)
    assert.equal(serialWidth([1, 1], null), 4_096, 'of one row nothing is known')
    assert.equal(serialWidth([-5_000_000, -1], 5_000_000), 4_096)
    assert.equal(serialWidth([10, 10_000_000], 1_000_000), 4_096, 'every tenth number: some hundred rows')
    assert.equal(serialWidth([1_000_000_000_000, 1_000_005_000_000], 5_000_000), 4_096, 'begun high')
    const minutes = (perMillisecond: number, ms: number): number =>
      serialWidth([perMillisecond * ms, perMillisecond * (ms + 86_400_000)], null) / perMillisecond / 60_000
    // Snowflakes count from an epoch of their own, 22 bits a millisecond; others microseconds since 1970.
    assert.ok(minutes(2 ** 22, 360_000_000_000) > 1 && minutes(2 ** 22, 360_000_000_000) < 5)
    assert.ok(minutes(1_000, 1_800_000_000_000) > 1 && minutes(1_000, 1_800_000_000_000) < 9)
  })
})
