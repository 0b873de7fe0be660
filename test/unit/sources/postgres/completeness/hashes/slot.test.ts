import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HashSet } from '../../../../../../src/sources/postgres/completeness/hashes/hash-set.ts'
import {
  changesOf,
  compacted,
  emptySlot,
  isLoose,
  openSlot,
  type Slot,
  slotHead,
} from '../../../../../../src/sources/postgres/completeness/hashes/slot.ts'

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
        if ('drop' in change) {
          for (const key of records.keys()) if (key.startsWith(change.drop)) records.delete(key)
          continue
        }
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

  test('that has come to rest are compacted to half, grow by what comes, and are known to be damaged', () => {
    const spread = (n: number): string =>
      BigInt.asUintN(64, BigInt(n + 1) * 0x9e3779b97f4a7c15n)
        .toString(16)
        .padStart(16, '0')
    const addTo = (slot: Slot, from: number, to: number): void => {
      for (let n = from; n < to; n++) slot.hashes.add(spread(n))
    }
    const sizeOf = (records: Map<string, Uint8Array>): number =>
      [...records.values()].reduce((sum, { byteLength }) => sum + byteLength, 0)
    for (const size of [100, 2_000, 30_000]) {
      const kept = memory()
      const loose = openSlot('k', kept)
      assert.ok(loose !== null)
      addTo(loose, 0, size)
      const before = kept.keep(loose)
      const room = sizeOf(kept.records)
      assert.equal(isLoose(kept.get('k')), true)
      const tight = compacted(before.slot)
      assert.ok(tight !== null)
      kept.keep(tight)
      assert.ok(sizeOf(kept.records) < 0.75 * room, `${sizeOf(kept.records)} of ${room} bytes`)
      assert.equal(isLoose(kept.get('k')), false)
      let slot = openSlot('k', kept)
      assert.deepEqual([slot?.hashes.size, slot?.hashes.sum], [size, loose.hashes.sum])
      for (const more of [1, 40, 2_500]) {
        assert.ok(slot !== null)
        addTo(slot, size, size + more)
        const { bytes } = kept.keep(slot)
        assert.ok(bytes <= 17 + more * 8, 'what was compacted is not written again')
        slot = openSlot('k', kept)
        assert.equal(slot?.hashes.size, size + more)
        assert.deepEqual(slotHead(kept.get('k')), { count: size + more, sum: slot?.hashes.sum })
      }
      assert.equal(isLoose(kept.get('k')), size < 10_000, 'a quarter has come since')
      for (const key of ['k~base', 'k+0', 'k+1']) {
        const whole = new Map(kept.records)
        kept.records.delete(key)
        assert.equal(openSlot('k', kept), null, `without ${key}`)
        kept.records.set(key, Uint8Array.of(1, 2, 3, 4))
        assert.equal(openSlot('k', kept), null, `with another ${key}`)
        for (const [name, value] of whole) kept.records.set(name, value)
      }
      kept.records.set('k~base', Uint8Array.of(1))
      kept.keep(emptySlot('k', kept))
      assert.equal(kept.records.size, 0, 'nothing is left behind')
    }
  })

  test('of few hashes, or of so many that it would hold up all else, are left as they are', () => {
    for (const [size, expected] of [
      [0, false],
      [63, false],
      [64, true],
      [131_072, true],
      [131_073, false],
    ] as const) {
      const kept = memory()
      const slot = openSlot('k', kept)
      assert.ok(slot !== null)
      fill(slot, 0, size)
      kept.keep(slot)
      assert.equal(isLoose(kept.get('k')), expected, `${size} hashes`)
    }
  })
})
