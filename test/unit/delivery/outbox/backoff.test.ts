import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SECOND } from '../../../../src/core/duration.ts'
import { retryDelay, unknownDelay } from '../../../../src/delivery/outbox/backoff.ts'

describe('the pauses', () => {
  test('are the same on every run, grow, and stay under a minute where the server refused', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 100].map(retryDelay),
      [2, 4, 8, 16, 32, 45, 45].map(s => s * SECOND),
    )
  })

  test('are longer where each attempt may be one more copy', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 99].map(unknownDelay),
      [10, 40, 160, 640, 1800, 1800].map(s => s * SECOND),
    )
  })
})
