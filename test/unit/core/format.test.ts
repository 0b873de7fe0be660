import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import {
  formatDifference,
  formatMoment,
  formatRelative,
  formatSameMoment,
  formatSeconds,
  formatSpan,
  formatValue,
} from '../../../src/core/format.ts'

describe('a number is written as people say it', () => {
  test('seconds with the units that matter', () => {
    const cases: Array<[number, string]> = [
      [0, '0 s'],
      [0.0004, '0.4 ms'],
      [0.35, '350 ms'],
      [0.9996, '1 s'],
      [1.2, '1.2 s'],
      [45.26, '45.3 s'],
      [119.9, '120 s'],
      [120, '2 min'],
      [200, '3 min 20 s'],
      [3599.7, '1 h'],
      [7500, '2 h 5 min'],
      [86_399.9, '1 d'],
      [4 * 86_400 + 3 * 3600, '4 d 3 h'],
      [-90, '-90 s'],
      [Number.NaN, 'unknown'],
      [Number.POSITIVE_INFINITY, 'unknown'],
    ]
    for (const [seconds, text] of cases) assert.equal(formatValue(seconds, 'seconds'), text)
  })

  test('ratios in per cent, their differences in points', () => {
    assert.equal(formatValue(0.124, 'ratio'), '12.4 %')
    assert.equal(formatValue(0.00042, 'ratio'), '0.042 %')
    assert.equal(formatValue(1, 'ratio'), '100 %')
    assert.equal(formatDifference(0.032, 'ratio'), '+3.2 points')
    assert.equal(formatDifference(-0.5, 'seconds'), '-500 ms')
  })

  test('relative sizes with two digits', () => {
    assert.equal(formatRelative(0.352), '+35 %')
    assert.equal(formatRelative(-0.0042), '-0.42 %')
    assert.equal(formatRelative(12.3), '+1,230 %')
  })

  test('counts and bare numbers', () => {
    assert.equal(formatValue(1234, 'count'), '1,234')
    assert.equal(formatValue(2_500_000, 'count'), '2.5 million')
    assert.equal(formatValue(3.25, 'count'), '3.25')
    assert.equal(formatValue(0.8712, 'unitless'), '0.871')
    assert.equal(formatValue(12_345, 'unitless'), '12,345')
    assert.equal(formatValue(1e-7, 'unitless'), '1.0e-7')
  })

  test('any length of time within half of its smallest unit shown', () => {
    const size = { ms: 0.001, s: 1, min: 60, h: 3600, d: 86_400 }
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e8, noNaN: true }), seconds => {
        const parts = formatSeconds(seconds).replaceAll(',', '').split(' ')
        let total = 0
        for (let index = 0; index < parts.length; index += 2) {
          total += Number(parts[index]) * size[parts[index + 1] as keyof typeof size]
        }
        const allowed = seconds < 120 ? seconds * 0.006 : seconds < 3600 ? 0.51 : seconds < 86_400 ? 31 : 1801
        assert.ok(Math.abs(total - seconds) <= allowed, `${seconds} -> ${formatSeconds(seconds)}`)
      }),
    )
  })
})

describe('a moment is written with its zone', () => {
  const at = Date.UTC(2026, 10, 16, 23, 30)

  test('in UTC, and with the year only where it is another', () => {
    assert.equal(formatMoment(at, 'UTC'), 'Mon 16 Nov 23:30 UTC')
    assert.equal(formatMoment(at, 'UTC', Date.UTC(2027, 0, 2)), 'Mon 16 Nov 2026 23:30 UTC')
  })

  test('in another zone, with the day where that differs', () => {
    assert.equal(formatSameMoment(at, 'America/New_York'), '18:30 America/New_York')
    assert.equal(formatSameMoment(at, 'Asia/Tokyo'), 'Tue 17 Nov 08:30 Asia/Tokyo')
  })

  test('and never throws for one that is none', () => {
    assert.equal(formatMoment(Number.NaN, 'UTC'), '? ? ? ?:? UTC')
  })
})

test('a span is written in the unit that fits it', () => {
  const cases: Array<[number, string]> = [
    [30 * SECOND, 'less than a minute'],
    [MINUTE, '1 minute'],
    [40 * MINUTE, '40 minutes'],
    [5 * HOUR, '5 hours'],
    [3 * DAY, '3 days'],
    [2.5 * 365.25 * DAY, '2.5 years'],
    [3000 * 365.25 * DAY, '3,000 years'],
  ]
  for (const [ms, text] of cases) assert.equal(formatSpan(ms), text)
})
