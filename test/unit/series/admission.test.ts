import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { admitValues, decayed, type LabelValue } from '../../../src/series/admission.ts'

function values(
  ...rows: ReadonlyArray<readonly [value: string, volume: number, admitted?: boolean]>
): LabelValue[] {
  return rows.map(([value, volume, admitted = false]) => ({ value, volume, admitted }))
}

function inside(some: readonly LabelValue[], cap: number): string[] {
  return admitValues(some, cap)
    .filter(({ admitted }) => admitted)
    .map(({ value }) => value)
}

describe('the places of a label', () => {
  test('go by volume, not by arrival', () => {
    assert.deepEqual(inside(values(['first', 1], ['second', 50], ['third', 7]), 2), ['second', 'third'])
  })

  test('do not change hands by chance', () => {
    assert.deepEqual(inside(values(['in', 5, true], ['out', 50]), 1), ['in'])
  })

  test('go to a newcomer that is ten times as busy, as from a label that is dead', () => {
    assert.deepEqual(inside(values(['in', 5, true], ['out', 51]), 1), ['out'])
    assert.deepEqual(inside(values(['dead', 0, true], ['alive', 90, true], ['out', 1]), 2), ['alive', 'out'])
  })

  test('are given back where the cap is lowered, by the least busy first', () => {
    assert.deepEqual(inside(values(['a', 1, true], ['b', 3, true], ['c', 2, true]), 2), ['b', 'c'])
  })

  test('are given the same way whatever the order in which the values are named', () => {
    const some = values(['a', 4], ['b', 4], ['c', 4], ['d', 9, true])
    assert.deepEqual(inside(some.toReversed(), 2).sort(), inside(some, 2))
  })

  test('weigh what was a fortnight ago by half', () => {
    assert.equal(decayed(8, 14 * DAY), 4)
    assert.equal(decayed(8, -DAY), 8)
  })
})
