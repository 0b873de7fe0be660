import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Conversation, concernsEnd, rootOf } from '../../../src/delivery/conversation.ts'
import type { OutboxState } from '../../../src/delivery/outbox/outbox.ts'

const ANN = 'ann@example.org'
const BOB = 'bob@example.org'

const of = (...states: readonly OutboxState[]): Conversation =>
  states.map((state, index) => ({ recipient: ANN, messageId: `<${index}@example.org>`, state }))

describe('an answer', () => {
  test('names the first message that was handed to a server', () => {
    assert.equal(rootOf(of('accepted', 'accepted'), ANN), '<0@example.org>')
    assert.equal(rootOf(of('dead', 'superseded', 'attempting'), ANN), '<2@example.org>')
  })

  test('never names a message that was not sent, nor one to another', () => {
    assert.equal(rootOf(of('queued', 'superseded', 'dead'), ANN), null)
    assert.equal(rootOf(of('accepted'), BOB), null)
    assert.equal(rootOf([], ANN), null)
  })
})

describe('the end', () => {
  test('concerns whoever was sent something, or is still to be', () => {
    for (const state of ['accepted', 'attempting', 'queued', 'superseded'] as const) {
      assert.equal(concernsEnd(of(state), ANN), true)
    }
  })

  test('does not concern who was sent nothing, or could not be reached', () => {
    assert.equal(concernsEnd(of('accepted'), BOB), false)
    assert.equal(concernsEnd(of('dead'), ANN), false)
  })

  test('concerns everybody where nothing is kept of the conversation any longer', () => {
    assert.equal(concernsEnd([], BOB), true)
  })
})
