import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { momentsInZone } from '../../../../../src/analyse/read/times/zone.ts'
import { HOUR } from '../../../../../src/core/duration.ts'

const BERLIN = 'Europe/Berlin'
const shown = (day: number, month: number, ...hours: number[]): number[] =>
  hours.map(hour => Date.UTC(2026, month - 1, day) + hour * HOUR)

describe('What the clocks of a zone showed', () => {
  test('is one moment an hour when they are put back, whichever row comes first', () => {
    const readings = Float64Array.from(shown(25, 10, 1, 2, 2, 3))
    const expected = [23, 24, 25, 26].map(hour => Date.UTC(2026, 9, 24) + hour * HOUR)
    assert.deepEqual([...momentsInZone(BERLIN, readings).times], expected)
    assert.deepEqual([...momentsInZone(BERLIN, readings.toReversed()).times], expected.toReversed())
  })

  test('of an hour shown twice is the first where it is read once', () => {
    const { times } = momentsInZone(BERLIN, Float64Array.from(shown(25, 10, 2.5)))
    assert.deepEqual([...times], [Date.UTC(2026, 9, 25, 0, 30)])
  })

  test('of an hour that is skipped counts as later, and is counted', () => {
    const { times, skipped } = momentsInZone(BERLIN, Float64Array.from(shown(29, 3, 1, 2.5, 3)))
    assert.deepEqual(
      [...times],
      [0, 1.5, 1].map(hour => Date.UTC(2026, 2, 29) + hour * HOUR),
    )
    assert.equal(skipped, 1)
  })
})
