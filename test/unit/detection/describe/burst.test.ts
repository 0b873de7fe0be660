import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { describeBurst } from '../../../../src/detection/describe/burst.ts'
import { ar1, inputOf } from '../../../support/detection/describing.ts'

/** Hours about 70, 40 higher at noon, of which the last three are made by `last`. */
function hours(last: (hour: number) => number): number[] {
  return ar1(randomStream(7), 420, 0).map((z, hour) => {
    const usual = 70 + z + (hour % 24 === 12 ? 40 : 0)
    return hour < 417 ? usual : usual + last(hour)
  })
}

describe('a burst', () => {
  test('is told by what was usual at that time of day and the farthest value since', () => {
    const change = describeBurst(
      inputOf(
        hours(hour => [0, 25, 30][hour - 417] ?? 0),
        { kind: 'burst' },
      ),
    )
    assert.deepEqual([change.kind, change.direction], ['burst', 'up'])
    assert.ok(Math.abs(change.from - 70) < 2 && Math.abs(change.to - 100) < 4, `${change.from} ${change.to}`)
    const { value, lower, upper } = change.effect.absolute
    assert.ok(lower < value && value < upper && lower > 20 && upper < 40, JSON.stringify(change.effect))
    assert.equal(change.effect.absolute.value, change.to - change.from)
  })

  test('is told from where the series lay of late, where that is elsewhere than usual', () => {
    const values = ar1(randomStream(9), 420, 0).map(
      (z, hour) => (hour < 360 ? 100 : hour < 419 ? 60 : 90) + z,
    )
    const change = describeBurst(inputOf(values, { kind: 'burst' }))
    assert.ok(Math.abs(change.from - 60) < 2 && Math.abs(change.to - 90) < 4, `${change.from} ${change.to}`)
    assert.ok(change.effect.absolute.value > 0)
  })

  test('began with the first of the values that went at least half as far', () => {
    const input = inputOf(
      hours(hour => [0, -25, -30][hour - 417] ?? 0),
      { kind: 'burst', direction: 'down' },
    )
    const change = describeBurst(input)
    const [before, last] = input.points.slice(-2)
    assert.deepEqual(change.onset, { value: before?.at, lower: before?.at, upper: last?.at })
    assert.ok(change.to < 50)
  })
})
