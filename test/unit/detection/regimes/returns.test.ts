import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RegimeChange } from '../../../../src/detection/regimes/regime.ts'
import { withReturns } from '../../../../src/detection/regimes/returns.ts'

function change(at: number, from: number, to: number, kind: RegimeChange['kind'] = 'level'): RegimeChange {
  const size = to - from
  return {
    kind,
    kindProbability: 1,
    alternative: null,
    direction: size < 0 ? 'down' : 'up',
    onset: { value: at, lower: at - 2, upper: at + 2 },
    until: null,
    back: false,
    ended: null,
    effect: { absolute: { value: size, lower: size - 1, upper: size + 1 }, relative: null, sigma: size },
    from,
    to,
    breach: null,
  }
}

const marks = (...changes: RegimeChange[]): unknown[] =>
  withReturns(changes).map(({ until, back }) => [until?.value ?? null, back])

describe('A change', () => {
  test('is over where a later one brings the level back', () => {
    assert.deepEqual(marks(change(10, 100, 130), change(40, 130, 101)), [
      [40, false],
      [null, true],
    ])
  })

  test('that comes back in two steps is over with the second', () => {
    assert.deepEqual(marks(change(10, 100, 130), change(40, 130, 118), change(60, 118, 100)), [
      [60, false],
      [null, false],
      [null, true],
    ])
  })

  test('is not over where the level goes on, or another kind of change follows', () => {
    assert.deepEqual(marks(change(10, 100, 130), change(40, 130, 160)), [
      [null, false],
      [null, false],
    ])
    assert.deepEqual(marks(change(10, 100, 130), change(40, 20, 5, 'variance')), [
      [null, false],
      [null, false],
    ])
  })
})
