import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isRate } from '../../../../src/detection/baseline/values.ts'

describe('families', () => {
  test('of counted events are rates', () => {
    assert.deepEqual((['positive', 'real', 'proportion', 'count'] as const).map(isRate), [
      false,
      false,
      true,
      true,
    ])
  })
})
