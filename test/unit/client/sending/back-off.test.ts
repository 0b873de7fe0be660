import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backOff, retryAfter } from '../../../../src/client/sending/back-off.ts'

test('the wait doubles from a second to a minute, half of it by chance', () => {
  const waits = [1, 2, 3, 6, 7, 1000].map(failures => backOff(failures, null, () => 0.999))
  assert.deepEqual(waits.map(Math.round), [1000, 1999, 3998, 31_984, 59_970, 59_970])
  assert.equal(
    backOff(1, null, () => 0),
    500,
  )
})

test('what the server asks for is the least, up to ten minutes', () => {
  assert.equal(
    backOff(1, 30_000, () => 0),
    30_000,
  )
  assert.equal(
    backOff(7, 1000, () => 0),
    30_000,
  )
  assert.equal(
    backOff(1, 86_400_000, () => 0),
    600_000,
  )
})

test('Retry-After is read in seconds and as a date, and what is neither says nothing', () => {
  const now = Date.UTC(2026, 4, 1, 12, 0, 0)
  assert.equal(retryAfter('10', now), 10_000)
  assert.equal(retryAfter('Fri, 01 May 2026 12:00:30 GMT', now), 30_000)
  assert.equal(retryAfter('Fri, 01 May 2026 11:00:00 GMT', now), 0)
  assert.equal(retryAfter('soon', now), null)
  assert.equal(retryAfter('-5', now), null)
  assert.equal(retryAfter(null, now), null)
})
