import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { futureOf } from '../../../../src/assurance/audit/future.ts'
import { DAY, HOUR, WEEK } from '../../../../src/core/duration.ts'
import type { Point } from '../../../../src/series/series.ts'

function pastOf(hours: number, bucket = HOUR): Point[] {
  return Array.from({ length: hours }, (_, k) => ({
    at: k * bucket,
    value: k,
    lower: null,
    upper: null,
    n: 1,
  }))
}

describe('a future that is as the past', () => {
  test('follows the last point, and brings the last whole weeks again, hour by hour', () => {
    const future = futureOf(pastOf(1000), HOUR, 200) ?? []
    assert.deepEqual([future.length, future[0]?.at, future[0]?.value], [200, 1000 * HOUR, 1000 - 336])
    assert.equal(future[199]?.value, 1000 - 336 + 199)
  })

  test('of one week brings that one again and again', () => {
    const future = futureOf(pastOf(170), HOUR, 400) ?? []
    assert.deepEqual([future[0]?.value, future[168]?.value, future[399]?.value], [2, 2, 2 + 63])
  })

  test('leaves out what was left out', () => {
    const past = pastOf(336).filter(({ at }) => at !== 200 * HOUR)
    const future = futureOf(past, HOUR, 168) ?? []
    assert.deepEqual(
      future.filter(({ value }) => value === null).map(({ at }) => at),
      [200 * HOUR + WEEK],
    )
  })

  test('is not known after less than a week', () => {
    assert.equal(futureOf(pastOf(167), HOUR, 10), null)
    assert.equal(futureOf([], HOUR, 10), null)
    assert.equal(futureOf(pastOf(7, DAY), DAY, 10)?.[9]?.value, 2)
  })
})
