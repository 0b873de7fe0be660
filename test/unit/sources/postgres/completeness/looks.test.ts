import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import {
  type Looks,
  lookedAt,
  watchedBetween,
} from '../../../../../src/sources/postgres/completeness/looks.ts'

const T = Date.UTC(2026, 4, 1)

/** Looks at moments after T, one after the other. */
function looksAt(...moments: number[]): Looks | undefined {
  let looks: Looks | undefined
  moments.forEach((moment, i) => {
    const before = moments[i - 1]
    looks = lookedAt(looks, before === undefined ? null : T + before, T + moment)
  })
  return looks
}

const steady = (from: number, every: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i * every)

describe('an outage', () => {
  test('is a gap that is long, and much longer than usual', () => {
    const looks = looksAt(...steady(0, 15 * SECOND, 10), HOUR, HOUR + 15 * SECOND)
    assert.deepEqual(looks?.away, [{ from: T + 135 * SECOND, until: T + HOUR }])
    assert.deepEqual(looksAt(...steady(0, 15 * SECOND, 10), 6 * MINUTE)?.away, [])
  })

  test('is none where one looks as seldom as that; another interval is learned within some looks', () => {
    const looks = looksAt(...steady(0, HOUR, 30))
    assert.ok((looks?.away.length ?? 99) <= 6)
    assert.equal(looks?.every, HOUR)
    assert.equal(watchedBetween(looks, T + 20 * HOUR, T + 25 * HOUR), 5 * HOUR)
  })

  test('is forgotten after two days, and however many there are, few are kept', () => {
    assert.deepEqual(looksAt(0, HOUR, ...steady(HOUR + MINUTE, MINUTE, 3 * 24 * 60))?.away, [])
    const often = Array.from({ length: 100 }, (_, i) => [i * 20 * MINUTE, i * 20 * MINUTE + MINUTE]).flat()
    assert.equal(looksAt(...often)?.away.length, 20)
  })
})

test('of the time between two moments that counts which was no outage, whole or in part', () => {
  const looks = { every: MINUTE, away: [{ from: T, until: T + HOUR }] }
  assert.equal(watchedBetween(looks, T - MINUTE, T + HOUR + MINUTE), 2 * MINUTE)
  assert.equal(watchedBetween(looks, T + MINUTE, T + HOUR + MINUTE), MINUTE)
  assert.equal(watchedBetween(looks, T + MINUTE, T + 2 * MINUTE), 0)
  assert.equal(watchedBetween(looks, T + 2 * HOUR, T + HOUR), 0)
  assert.equal(watchedBetween(undefined, T, T + DAY), DAY)
})
