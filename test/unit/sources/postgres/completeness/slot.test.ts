import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HashSet } from '../../../../../src/sources/postgres/completeness/hash-set.ts'
import {
  changesOf,
  emptySlot,
  openSlot,
  type Slot,
  slotHead,
} from '../../../../../src/sources/postgres/completeness/slot.ts'

const hash = (n: number): string => n.toString(16).padStart(16, '0')

function memory() {
  const records = new Map<string, Uint8Array>()
  return {
    records,
    get: (key: string) => records.get(key) ?? null,
    /** Returns the bytes that were written, and the slot as it is from then on. */
    keep(slot: Slot): { bytes: number; slot: Slot } {
      const { records: changes, slot: after } = changesOf('k', slot, { get: key => records.get(key) ?? null })
      let bytes = 0
      for (const change of changes) {
        assert.ok('key' in change)
        if (change.value === null) records.delete(change.key)
        else records.set(change.key, change.value)
        bytes += change.value?.byteLength ?? 0
      }
      return { bytes, slot: after }
    },
  }
}

function fill(slot: Slot, from: number, to: number): void {
  for (let n = from; n < to; n++) slot.hashes.add(hash(n))
}

describe('the records of a slot', () => {
  test('are found again, however it grew and shrank', () => {
    const courses = fc.array(fc.nat(9_000), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(courses, sizes => {
        const kept = memory()
        let slot = openSlot('k', kept)
        for (const size of sizes) {
          assert.ok(slot !== null)
          if (size < slot.hashes.size) {
            const fewer = new HashSet()
            for (let n = 0; n < size; n++) fewer.add(hash(n))
            slot = { ...slot, hashes: fewer, unchanged: 0 }
          } else fill(slot, slot.hashes.size, size)
          const after = kept.keep(slot).slot
          slot = openSlot('k', kept)
          assert.deepEqual(slot, after)
          assert.equal(slot?.hashes.size, size)
          assert.deepEqual(slotHead(kept.get('k')), { count: size, sum: slot?.hashes.sum })
        }
        assert.ok((slot?.pieces ?? 0) + 1 >= kept.records.size, 'nothing is left behind')
      }),
      { numRuns: 30 },
    )
  })

  test('of before there were pieces are read, and divided when the slot grows', () => {
    const kept = memory()
    const hashes = new HashSet()
    fill({ hashes, unchanged: 0, pieces: 0 }, 0, 10_000)
    const sum = Buffer.alloc(8)
    sum.writeBigUInt64BE(hashes.sum)
    kept.records.set('k', Buffer.concat([sum, hashes.bytes()]))
    assert.deepEqual(slotHead(kept.get('k')), { count: 10_000, sum: hashes.sum })
    const slot = openSlot('k', kept)
    assert.equal(slot?.hashes.size, 10_000)
    fill(slot, 10_000, 10_001)
    kept.keep(slot)
    assert.equal(openSlot('k', kept)?.hashes.size, 10_001)
    assert.equal(kept.records.size, 6)
  })

  test('are known to be damaged where one is cut, changed or missing, and all of them are cleared away', () => {
    const damages: ReadonlyArray<(records: Map<string, Uint8Array>) => void> = [
      records => void records.delete('k+1'),
      records => void records.set('k+2', Uint8Array.of(1, 2, 3)),
      records =>
        void records.set(
          'k+0',
          Uint8Array.from(records.get('k+0') ?? [], byte => byte ^ 1),
        ),
      records => void records.set('k', new Uint8Array(12).fill(255)),
      records => void records.set('k', new Uint8Array(20)),
    ]
    for (const damage of damages) {
      const kept = memory()
      const sound = openSlot('k', kept)
      assert.ok(sound !== null)
      fill(sound, 0, 5_000)
      kept.keep(sound)
      damage(kept.records)
      assert.equal(openSlot('k', kept), null)
      kept.keep(emptySlot('k', kept))
      assert.equal(openSlot('k', kept)?.hashes.size, 0)
      assert.equal(kept.get('k'), null)
    }
  })

  test('that are full are not written again: what a slot costs is what comes into it', () => {
    const kept = memory()
    let slot = openSlot('k', kept)
    assert.ok(slot !== null)
    let written = 0
    for (let size = 0; size < 250_000; size += 5_000) {
      fill(slot, size, size + 5_000)
      const after = kept.keep(slot)
      slot = after.slot
      written += after.bytes
      assert.ok(after.bytes <= 5_000 * 8 + 2_048 * 8 + 12, `${after.bytes} bytes for a batch`)
    }
    assert.ok(written < 1.25 * 250_000 * 8, `${written} bytes for 250,000 hashes of 8`)
  })
})
