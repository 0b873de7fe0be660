import assert from 'node:assert/strict'
import { test } from 'node:test'
import { owe } from '../../../../src/delivery/outbox/owe.ts'
import { messageOf, openOutbox } from '../../../support/delivery/delivery.ts'

test('an end withdraws the beginning that nobody has accepted yet, and says how many it withdrew', () => {
  const { outbox } = openOutbox()
  assert.equal(owe(outbox, [messageOf()], 0), 0)
  assert.equal(owe(outbox, [messageOf({ sequence: 2 })], 1), 1)
  assert.deepEqual(
    outbox.list(9).map(({ sequence, state }) => [sequence, state]),
    [
      [2, 'queued'],
      [1, 'superseded'],
    ],
  )
})
