import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { composeBy, type Owed } from '../../../../src/delivery/notifiers/compose-by.ts'
import { messageOf, openOutbox } from '../../../support/delivery/delivery.ts'
import { linesOf } from '../../../support/log.ts'

const ANN = 'ann@example.org'
const BOB = 'bob@example.org'

function owedTo(recipients: readonly string[]): { owed: Owed; lines: string[] } {
  const { log, lines } = linesOf()
  const about = [{ episodeId: 'e1', sequence: 2 }]
  return { owed: { about, recipients, at: 5, settings: { sender: 's@example.org' }, log }, lines }
}

describe('a channel that composes', () => {
  test('has its messages stamped with its name', () => {
    const { owed, lines } = owedTo([ANN])
    const { channel: _, ...message } = messageOf()
    assert.deepEqual(
      composeBy({ name: 'toy' }, owed, () => [message]),
      [{ ...message, channel: 'toy' }],
    )
    assert.deepEqual(lines, [])
  })

  const { channel: _, ...good } = messageOf({ recipient: ANN })
  const failures: Readonly<Record<string, () => unknown>> = {
    throws: () => {
      throw new Error('no template')
    },
    'returns nothing': () => undefined,
    'returns text': () => 'sent!',
    'returns numbers': () => [1, 2],
    'leaves out a recipient': () => [good],
    'writes to somebody else': () => [good, { ...good, recipient: 'eve@example.org' }],
    'returns a message without bytes': () => [good, { ...good, recipient: BOB, bytes: new Uint8Array() }],
    'returns a message of text': () => [good, { ...good, recipient: BOB, bytes: 'text' }],
  }
  for (const [what, render] of Object.entries(failures)) {
    test(`and ${what} leaves a message that is given up, and is named in the log`, () => {
      const { owed, lines } = owedTo([ANN, BOB])
      const messages = composeBy({ name: 'toy' }, owed, render)
      const { outbox } = openOutbox()
      outbox.add(messages)
      const dead = outbox.list(9).filter(({ state }) => state === 'dead')
      assert.ok(dead.some(({ recipient }) => recipient === BOB))
      assert.ok(dead.every(({ channel, lastError }) => channel === 'toy' && lastError !== null))
      assert.deepEqual(messages.map(({ recipient }) => recipient).toSorted(), [ANN, BOB])
      assert.match(lines.join('\n'), /ERROR.*channel=toy.*bob@example\.org/is)
      assert.ok(
        outbox.unreached().some(({ recipient }) => recipient === BOB),
        'the next in line is notified',
      )
    })
  }
})
