import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import { latenessSince } from '../../../../../src/sources/postgres/reading/row-intake.ts'

const NOW = Date.UTC(2026, 4, 1)

describe('how late a row came', () => {
  test('cannot be told at the first pull', () => {
    assert.equal(latenessSince(null, NOW)(NOW - HOUR), null)
  })

  test('is not at all where its time came after the last pull', () => {
    assert.equal(latenessSince(NOW - MINUTE, NOW)(NOW - 30 * SECOND), 0)
  })

  test('is at most the time since then, and the time between the pulls', () => {
    assert.equal(latenessSince(NOW - MINUTE, NOW)(NOW - 5 * MINUTE), 5 * MINUTE)
  })

  test('is not an outage before the last pull either', () => {
    const looks = { every: MINUTE, away: [{ from: NOW - HOUR, until: NOW - MINUTE }] }
    assert.equal(latenessSince(NOW - MINUTE, NOW, looks)(NOW - HOUR - SECOND), SECOND + MINUTE)
  })

  test('is not the time for which nobody pulled', () => {
    assert.equal(latenessSince(NOW - HOUR, NOW)(NOW - HOUR - SECOND), SECOND + 2 * MINUTE)
  })
})
