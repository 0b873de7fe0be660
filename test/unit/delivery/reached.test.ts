import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutboxRecord } from '../../../src/delivery/outbox/outbox.ts'
import { asItEnded, notReached } from '../../../src/delivery/reached.ts'

const ANN = { name: 'ann', email: ['a@example.org', 'b@example.org'] }

function records(
  ...states: Array<[recipient: string, state: OutboxRecord['state'], more?: Partial<OutboxRecord>]>
) {
  const conversation = states.map(([recipient, state, more]) => ({ ...RECORD, recipient, state, ...more }))
  return { outbox: { conversation: () => conversation }, contacts: [ANN] }
}

const RECORD: OutboxRecord = {
  id: 1,
  channel: 'email',
  messageId: '<m>',
  episodeId: 'e1',
  sequence: 1,
  recipient: '',
  sender: 's@example.org',
  subject: 'x',
  createdAt: 5,
  state: 'dead',
  attempts: 1,
  unanswered: 0,
  notBefore: 5,
  waited: 0,
  lastError: '550 no',
  via: null,
  settledAt: 9,
}

test('a contact is not reached where every address of theirs was given up, and the latest message counts', () => {
  const [a, b] = ANN.email as [string, string]
  const one = { contact: 'ann', why: '550 no', at: 9 }
  assert.deepEqual(notReached('e1', records([a, 'dead'], [b, 'dead'])), [one])
  assert.deepEqual(notReached('e1', records([a, 'dead'], [b, 'accepted'])), [])
  assert.deepEqual(notReached('e1', records([a, 'dead'])), [])
  assert.deepEqual(notReached('e1', records([a, 'dead'], [b, 'dead'], [b, 'queued'])), [])
  assert.deepEqual(notReached('e1', records()), [])
})

test('an entry of the history names what was given up of its own moment, and stays as it is otherwise', () => {
  const [a, b] = ANN.email as [string, string]
  const entry = { at: 5, actor: 'slowburn', action: 'notified', episodeId: 'e1', detail: 'ann: new' }
  const ended = (...given: Parameters<typeof records>) => asItEnded([entry], records(...given))[0]
  assert.deepEqual(ended([a, 'dead'], [b, 'dead']), {
    ...entry,
    action: 'not notified',
    detail: 'ann: new, given up: 550 no',
  })
  assert.equal(ended([a, 'dead'], [b, 'accepted'])?.detail, 'ann: new, email given up: 550 no')
  assert.equal(ended([a, 'dead'], [b, 'accepted'])?.action, 'notified')
  assert.equal(ended([a, 'dead', { createdAt: 4 }]), entry)
  assert.equal(ended([a, 'accepted']), entry)
  assert.equal(ended(['stranger@example.org', 'dead']), entry)
})
