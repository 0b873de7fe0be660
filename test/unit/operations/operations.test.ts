import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { refused, withNote } from '../../../src/operations/operations.ts'

describe('what an action says', () => {
  test('is refused with a reason for programs and one for people', () => {
    assert.deepEqual(refused('state', 'the alert is over'), {
      done: false,
      reason: 'state',
      why: 'the alert is over',
    })
  })

  test('carries the note of its author, where there is one', () => {
    assert.equal(withNote('until 07:00', 'at lunch'), 'until 07:00: at lunch')
    assert.equal(withNote('until 07:00'), 'until 07:00')
  })
})
