import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { calendarMonths, spacingOf } from '../../../src/analyse/spacing.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'

const START = Date.UTC(2026, 0, 1)

describe('The spacing of times', () => {
  test('follows the calendar where they are months, and the median otherwise', () => {
    const months = Float64Array.from({ length: 30 }, (_, i) => Date.UTC(2020, i + (i > 10 ? 2 : 0), 1))
    assert.deepEqual([...spacingOf(months, 'moment').positions].slice(9, 13), [9, 10, 13, 14])
    const days = Float64Array.from({ length: 10 }, (_, i) => START + i * DAY)
    assert.equal(spacingOf(days, 'moment').bucket, DAY)
  })

  test('is that of months, quarters or years, or of neither', () => {
    assert.deepEqual(
      [28, 31, 91, 365, 7, 60].map(days => calendarMonths(days * DAY)),
      [1, 1, 3, 12, 0, 0],
    )
  })

  test('is none where they come at no even pace', () => {
    const random = randomStream(22)
    let time = START
    const uneven = Float64Array.from({ length: 100 }, () => (time += random.exponential(HOUR)))
    assert.equal(spacingOf(uneven, 'moment').even, false)
  })
})
