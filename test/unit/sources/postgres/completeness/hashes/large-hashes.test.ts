import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { MINUTE } from '../../../../../../src/core/duration.ts'
import type { MemoryChange } from '../../../../../../src/sources/memory.ts'
import { HashSet } from '../../../../../../src/sources/postgres/completeness/hashes/hash-set.ts'
import { LargeHashes } from '../../../../../../src/sources/postgres/completeness/hashes/large-hashes.ts'
import { TakenRows } from '../../../../../../src/sources/postgres/completeness/taken.ts'

/** More than are held. */
const MANY = 280_000
const MOST = 290_000
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

/** Of how many of the hashes it is so; an assertion of each takes longer than the work. */
function howMany([from, to]: readonly [number, number], isSo: (hash: string) => boolean, step = 1): number {
  let count = 0
  for (let n = from; n < to; n += step) if (isSo(hash(n))) count++
  return count
}

describe('a set of hashes that is not held', () => {
  test('knows each again, in this pull and the next, and has few of them at hand', () => {
    const kept = memory()
    let hashes = LargeHashes.of('k', kept, new HashSet())
    let wrong = 0
    for (let from = 0; from < MANY; from += 20_000) {
      wrong += howMany([from, from + 20_000], one => !hashes.add(one))
      kept.keep(hashes.changes())
      assert.ok(hashes.held <= 262_144)
      if (from % 100_000 !== 0) continue
      const opened = LargeHashes.open('k', kept)
      assert.ok(opened !== null)
      assert.deepEqual([opened.size, opened.sum, opened.held], [hashes.size, hashes.sum, hashes.held])
      hashes = opened
    }
    assert.deepEqual([hashes.size, hashes.sum], [MANY, sumOf(0, MANY)])
    wrong += howMany([0, MANY], one => hashes.add(one), 13)
    wrong += howMany([MANY, MOST], one => hashes.has(one))
    assert.equal(wrong, 0)
  })

  test('does not have what a damaged piece of it held, and all else', () => {
    const kept = memory()
    const hashes = LargeHashes.of('k', kept, new HashSet())
    for (let n = 0; n < MANY; n++) hashes.add(hash(n))
    kept.keep(hashes.changes())
    const piece = [...kept.records.keys()].find(key => key.includes('.')) ?? ''
    const held = kept.records.get(piece)?.byteLength ?? 0
    kept.records.set(piece, Uint8Array.of(1, 2, 3))
    const opened = LargeHashes.open('k', kept)
    const lacking = howMany([0, MANY], one => opened?.has(one) !== true)
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
    let [written, wrong] = [0, 0]
    for (let n = 0; n < MANY; n++) {
      if (!taken.add(MINUTE, hash(n))) wrong++
      if (n % 5_000 === 4_999) written += kept.keep(taken.changes())
    }
    assert.equal(wrong, 0)
    assert.ok(written < 30 * MANY * 8, `${written} bytes for ${MANY} hashes of 8`)
    assert.ok(![...kept.records.keys()].some(key => key.includes('+')), 'pieces of when it was smaller')
    taken = new TakenRows(kept, 't', 'time')
    assert.equal(taken.add(MINUTE, hash(123_456)), false)
    assert.deepEqual(taken.sum(0), { count: MANY, sum: sumOf(0, MANY) })
    const there = new HashSet()
    for (let n = 0; n < 10; n++) there.add(hash(n))
    taken.keepOnly(0, there)
    kept.keep(taken.changes())
    assert.deepEqual(new TakenRows(kept, 't', 'time').sum(0), { count: 10, sum: sumOf(0, 10) })
    assert.equal(new TakenRows(kept, 't', 'time').has(MINUTE, hash(11)), false)
    assert.ok(kept.records.size <= 2, `${kept.records.size} records are left`)
  })
})
