import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, MINUTE } from '../../../src/core/duration.ts'
import { ago, isoTime, shortTime, timeOf } from '../../../src/presentation/times.ts'

const NOW = Date.UTC(2026, 10, 23, 6, 40)

test('a moment is short, and carries its exact value', () => {
  assert.equal(
    timeOf(NOW - DAY, NOW).toString(),
    '<time datetime="2026-11-22T06:40:00.000Z">22 Nov 06:40</time>',
  )
})

test('the year is said where it is another one', () => {
  assert.equal(shortTime(NOW - 365 * DAY, NOW), '23 Nov 06:40, 2025')
})

test('an impossible moment is unknown, not an error', () => {
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
    assert.equal(timeOf(at, NOW).toString(), 'unknown')
    assert.equal(isoTime(at), null)
  }
})

test('distances are told in one unit, forwards and backwards', () => {
  assert.equal(ago(NOW - 12_000, NOW), '12 s ago')
  assert.equal(ago(NOW - 40 * MINUTE, NOW), '40 minutes ago')
  assert.equal(ago(NOW - 6 * DAY, NOW), '6 days ago')
  assert.equal(ago(NOW + 3 * DAY, NOW), 'in 3 days')
  assert.equal(ago(NOW, NOW), 'just now')
  assert.equal(ago(Number.NaN, NOW), 'at an unknown time')
})
