import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, formatDuration, HOUR, MINUTE, parseDuration, SECOND } from '../../../src/core/duration.ts'

describe('duration', () => {
  test('reads the grammar of Prometheus', () => {
    assert.equal(parseDuration('90s'), 90 * SECOND)
    assert.equal(parseDuration('1d12h'), DAY + 12 * HOUR)
    assert.equal(parseDuration('500ms'), 500)
    assert.equal(parseDuration('2m'), 2 * MINUTE)
    assert.equal(parseDuration('0s'), 0)
  })

  test('refuses what is no duration', () => {
    for (const text of ['', '5', '-5s', '1.5h', '1h ', 'h', '1y', '1s2', `${'9'.repeat(20)}d`]) {
      assert.equal(parseDuration(text), null, text)
    }
  })

  test('writes the two largest units', () => {
    assert.equal(formatDuration(DAY + 12 * HOUR + 5 * MINUTE), '1d 12h')
    assert.equal(formatDuration(350), '350ms')
    assert.equal(formatDuration(MINUTE + 182), '1m')
    assert.equal(formatDuration(0), '0s')
    assert.equal(formatDuration(-HOUR), '-1h')
  })

  test('what it writes it reads back, to the precision of the second unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 * DAY }), ms => {
        const back = parseDuration(formatDuration(ms).replaceAll(' ', ''))
        assert.ok(back !== null && back <= ms && ms - back < Math.max(ms / 7, 1))
      }),
    )
  })
})
