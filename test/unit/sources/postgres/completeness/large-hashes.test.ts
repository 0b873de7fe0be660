import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../../src/core/duration.ts'
import type { MemoryChange } from '../../../../../src/sources/memory.ts'
import { HashSet } from '../../../../../src/sources/postgres/completeness/hash-set.ts'
import { LargeHashes } from '../../../../../src/sources/postgres/completeness/large-hashes.ts'
import { TakenRows } from '../../../../../src/sources/postgres/completeness/taken.ts'

const MOST = 410_000
const BYTES = 8
const drawn = createHash('shake256', { outputLength: MOST * BYTES })
  .update('rows')
  .digest()
const hash = (n: number): string => drawn.toString('hex', n * BYTES, (n + 1) * BYTES)

function memory() {
  const records = new Map<string, Uint8Array>()
  const get = (key: string) => records.get(key) ?? null
  /** Returns the bytes that were written. */
  const keep = (changes: readonly MemoryChange[]): number => {
    let bytes = 0
    for (const change of changes) {
      if ('drop' in change) {
        for (const key of records.keys()) if (key.startsWith(change.drop)) records.delete(key)
      } else if (change.value === null) records.delete(change.key)
      else {
        records.set(change.key, change.value)
        bytes += change.value.byteLength
      }
    }
    return bytes
  }
  return { records, get, keep }
}

function sumOf(from: number, to: number): bigint {
  let sum = 0n
  for (let n = from; n < to; n++) sum += drawn.readBigUInt64BE(n * BYTES)
  return BigInt.asUintN(64, sum)
}

describe('a set of hashes that is not held', () => {
  test('knows each again, in this pull and the next, and has few of them at hand', () => {
    const kept = memory()
    let hashes = LargeHashes.of('k', kept, new HashSet())
    for (let from = 0; from < 400_000; from += 20_000) {
      for (let n = from; n < from + 20_000; n++) assert.equal(hashes.add(hash(n)), true)
      kept.keep(hashes.changes())
      assert.ok(hashes.held <= 262_144)
      if (from % 100_000 !== 0) continue
      const opened = LargeHashes.open('k', kept)
      assert.ok(opened !== null)
      assert.deepEqual([opened.size, opened.sum, opened.held], [hashes.size, hashes.sum, hashes.held])
      hashes = opened
    }
    assert.deepEqual([hashes.size, hashes.sum], [400_000, sumOf(0, 400_000)])
    for (let n = 0; n < 400_000; n += 7) assert.equal(hashes.add(hash(n)), false)
    for (let n = 400_000; n < MOST; n++) assert.equal(hashes.has(hash(n)), false)
  })

  test('does not have what a damaged piece of it held, and all else', () => {
    const kept = memory()
    const hashes = LargeHashes.of('k', kept, new HashSet())
    for (let n = 0; n < 300_000; n++) hashes.add(hash(n))
    kept.keep(hashes.changes())
    const piece = [...kept.records.keys()].find(key => key.includes('.')) ?? ''
    const held = kept.records.get(piece)?.byteLength ?? 0
    kept.records.set(piece, Uint8Array.of(1, 2, 3))
    const opened = LargeHashes.open('k', kept)
    let lacking = 0
    for (let n = 0; n < 300_000; n++) if (!opened?.has(hash(n))) lacking += 1
    assert.ok(held > 0 && lacking === held / 8, `${lacking} of ${held / 8}`)
  })

  test('is none where the record is another', () => {
    const kept = memory()
    assert.equal(LargeHashes.open('k', kept), null)
    kept.records.set('k', new Uint8Array(16))
    assert.equal(LargeHashes.open('k', kept), null)
  })
})

describe('a slot of very many rows', () => {
  test('becomes such a set, leaves nothing behind, and a small one again when most of its rows are gone', () => {
    const kept = memory()
    let taken = new TakenRows(kept, 't', 'time')
    let written = 0
    for (let n = 0; n < 300_000; n++) {
      assert.equal(taken.add(MINUTE, hash(n)), true)
      if (n % 5_000 === 4_999) written += kept.keep(taken.changes())
    }
    assert.ok(written < 30 * 300_000 * 8, `${written} bytes for 300,000 hashes of 8`)
    assert.ok(![...kept.records.keys()].some(key => key.includes('+')), 'pieces of when it was smaller')
    taken = new TakenRows(kept, 't', 'time')
    assert.equal(taken.add(MINUTE, hash(123_456)), false)
    assert.deepEqual(taken.sum(0), { count: 300_000, sum: sumOf(0, 300_000) })
    const there = new HashSet()
    for (let n = 0; n < 10; n++) there.add(hash(n))
    taken.keepOnly(0, there)
    kept.keep(taken.changes())
    assert.deepEqual(new TakenRows(kept, 't', 'time').sum(0), { count: 10, sum: sumOf(0, 10) })
    assert.equal(new TakenRows(kept, 't', 'time').has(MINUTE, hash(11)), false)
    assert.ok(kept.records.size <= 2, `${kept.records.size} records are left`)
  })
})
