import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaidSums } from '../../../../../src/sources/postgres/completeness/said.ts'

function memory() {
  const records = new Map<string, Uint8Array>()
  const keep = (sums: SaidSums): void => {
    for (const change of sums.changes()) {
      if (!('key' in change)) continue
      if (change.value === null) records.delete(change.key)
      else records.set(change.key, change.value)
    }
  }
  return { records, keep, get: (key: string) => records.get(key) ?? null }
}

test('what rows say is summed modulo 2^64, kept, and found again', () => {
  const kept = memory()
  const sums = new SaidSums(kept, 't')
  sums.add(3, 2n ** 64n - 1n, true)
  sums.add(3, 6n, false)
  assert.equal(sums.of(3), 5n)
  kept.keep(sums)
  assert.equal(new SaidSums(kept, 't').of(3), 5n)
})

test('what an earlier version has taken is not known, and stays so until it is set', () => {
  const kept = memory()
  const sums = new SaidSums(kept, 't')
  sums.add(3, 6n, false)
  assert.equal(sums.of(3), null)
  sums.set(3, 7n)
  sums.add(3, 6n, false)
  assert.equal(sums.of(3), 13n)
})

test('nothing is left of a slot that is empty, nor taken for a sum where a record is damaged', () => {
  const kept = memory()
  const sums = new SaidSums(kept, 't')
  sums.set(3, 7n)
  kept.keep(sums)
  kept.records.set('t/4=', Uint8Array.of(1))
  assert.equal(new SaidSums(kept, 't').of(4), null)
  sums.drop(3)
  kept.keep(sums)
  assert.deepEqual([...kept.records.keys()], ['t/4='])
})
