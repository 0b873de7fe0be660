import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDuration } from '../../../../../src/analyse/read/numbers/durations.ts'

describe('A duration of several parts', () => {
  for (const [text, seconds] of [
    ['17m31s', 1051],
    ['1h0m2.5s', 3602.5],
    ['2 min 5 s', 125],
    ['1 hour, 2 minutes', 3720],
    ['1m250ms', 60.25],
    ['00:17:31', 1051],
    ['36:00:00', 129_600],
    ['0 days 00:17:31.5', 1051.5],
    ['1 day, 2:03:04', 93_784],
    ['PT17M31S', 1051],
    ['P1DT2H', 93_600],
    ['-00:00:05', -5],
  ] as const) {
    test(`is read in seconds from ${text}`, () => assert.equal(readDuration(text), seconds))
  }

  test('is not read from one part, two numbers, or parts out of order', () => {
    for (const text of ['17m', '17:31', '31s17m', '1m1m', 'P', 'PT', '5', '00:61:00'])
      assert.equal(readDuration(text), null, text)
  })
})
