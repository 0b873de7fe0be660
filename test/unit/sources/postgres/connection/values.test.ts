import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  formatTime,
  isZoned,
  parseBoolean,
  parseNumber,
  parseTime,
} from '../../../../../src/sources/postgres/connection/values.ts'
import { wallClock } from '../../../../../src/sources/postgres/connection/wall-clock.ts'
import { inForm } from '../../../../support/long-form.ts'

describe('a time without a zone', () => {
  const zoneless = ['2025-07-23 06:19:00', '2025-07-23 06:19:00.123999', '2025-07-31', '2025-07-31 06:19:00']
  const zoned = [
    '2025-07-23 06:19:00+00',
    '2025-07-23T06:19:00Z',
    '2025-07-23 06:19:00-04',
    '2025-07-23 06:19:00+05:30',
  ]

  test('is what the clocks of a zone showed', () => {
    for (const text of zoneless) {
      assert.ok(!isZoned(text), text)
      const [local, utc] = [parseTime(text, wallClock('Asia/Tokyo')), parseTime(text)]
      assert.ok(local.ok && utc.ok && utc.value - local.value === 9 * 3_600_000, text)
    }
  })

  test('is none that says how far from UTC it is', () => {
    for (const text of zoned) {
      assert.ok(isZoned(text), text)
      assert.deepEqual(parseTime(text, wallClock('Asia/Tokyo')), parseTime(text))
    }
    assert.ok(!isZoned(null))
  })
})

describe('a time', () => {
  const cases: Array<[string, string | null]> = [
    ['2025-11-23 06:19:00+00', '2025-11-23T06:19:00.000Z'],
    ['2025-11-23 06:19:00.1+00', '2025-11-23T06:19:00.100Z'],
    ['2025-11-23 06:19:00.123999+00', '2025-11-23T06:19:00.123Z'],
    ['2025-11-23 06:19:00-04', '2025-11-23T10:19:00.000Z'],
    ['2025-11-23 06:19:00+05:30', '2025-11-23T00:49:00.000Z'],
    ['2025-11-23 06:19:00+0530', '2025-11-23T00:49:00.000Z'],
    ['2025-11-23 06:19:00', '2025-11-23T06:19:00.000Z'],
    ['2025-11-23T06:19:00Z', '2025-11-23T06:19:00.000Z'],
    ['2025-11-23', '2025-11-23T00:00:00.000Z'],
    ['infinity', null],
    ['-infinity', null],
    ['0044-03-15 12:00:00+00 BC', null],
    ['294276-01-01 00:00:00+00', null],
    ['2025-13-01 00:00:00+00', null],
    ['yesterday', null],
    ['', null],
  ]
  for (const [text, expected] of cases) {
    test(`written \`${text}\` is ${expected ?? 'refused'}`, () => {
      const parsed = parseTime(text)
      assert.equal(parsed.ok ? new Date(parsed.value).toISOString() : null, expected)
    })
  }

  test('that was written for PostgreSQL is read back to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), at => {
        assert.deepEqual(parseTime(formatTime(at)), { ok: true, value: at })
      }),
    )
  })
})

test('a time in UTC is read as one with another offset is, whatever its digits', () => {
  const part = fc.nat({ max: 99 }).map(value => String(value).padStart(2, '0'))
  fc.assert(
    fc.property(
      fc.tuple(fc.integer({ min: 900, max: 9999 }), part, part, part, part, part),
      fc.constantFrom('', '.', '.7', '.07', '.123', '.9999', '.29000', '.057001', '.1x3'),
      ([year, month, day, hour, minute, second], fraction) => {
        const text = `${String(year).padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second}${fraction}`
        assert.deepEqual(parseTime(`${text}+00`), parseTime(`${text}+00:00`))
      },
    ),
    { numRuns: inForm(500, 3_000) },
  )
})

describe('a number', () => {
  test('is any finite one', () => {
    for (const [text, value] of [
      ['12.50', 12.5],
      ['-3', -3],
      ['1e-7', 1e-7],
      ['0', 0],
    ] as const) {
      assert.deepEqual(parseNumber(text), { ok: true, value })
    }
  })

  test('is never NaN, infinite, empty or money with a sign', () => {
    for (const text of ['NaN', 'Infinity', '-Infinity', '1e999', '', ' ', '$12.50', 'abc']) {
      assert.equal(parseNumber(text).ok, false, text)
    }
  })
})

describe('a truth value', () => {
  test('comes as PostgreSQL or as people write it', () => {
    for (const text of ['t', 'true', 'TRUE', '1', 'yes'])
      assert.deepEqual(parseBoolean(text), { ok: true, value: true })
    for (const text of ['f', 'false', ' 0 ', 'No'])
      assert.deepEqual(parseBoolean(text), { ok: true, value: false })
    assert.equal(parseBoolean('maybe').ok, false)
  })
})
