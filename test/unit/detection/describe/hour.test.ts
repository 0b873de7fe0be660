import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { ar1, BASELINE, inputOf } from '../../../support/detection/describing.ts'

const DAYS = 40
const NIGHT = 3

/** Hours of 40 days, of which the third of each is made by `night` from the day on at which something happens. */
function days(night: (day: number, z: number) => number): number[] {
  return ar1(randomStream(191), DAYS * 24 - 24 + NIGHT + 1, 0).map((z, hour) => {
    const day = Math.floor(hour / 24)
    return hour % 24 === NIGHT && hour >= BASELINE ? night(day, z) : 70 + z
  })
}

describe('A change of one hour of the day', () => {
  test('is told by how high that hour lies, before and since', () => {
    const change = describeChange(
      inputOf(
        days((_, z) => 90 + z),
        { kind: 'hour' },
      ),
    )
    assert.deepEqual([change.kind, change.direction], ['hour', 'up'])
    assert.ok(Math.abs(change.from - 70) < 2 && Math.abs(change.to - 90) < 2, JSON.stringify(change))
  })

  test('is never told by a spread: from and to are levels, and the size agrees with the direction', () => {
    const change = describeChange(
      inputOf(
        days((day, z) => 71 + (day % 2 === 0 ? 9 : -9) + z),
        { kind: 'hour', direction: 'down' },
      ),
    )
    assert.equal(change.kind, 'hour')
    assert.ok(
      change.from > 60 && change.from < 80 && change.to > 60 && change.to < 80,
      JSON.stringify(change),
    )
    assert.equal(change.direction, change.effect.absolute.value < 0 ? 'down' : 'up')
  })
})
