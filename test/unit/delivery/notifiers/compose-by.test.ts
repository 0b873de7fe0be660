import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NoTimeLeft } from '../../../../src/core/watchdog.ts'
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
  const trapped = {
    ...good,
    recipient: BOB,
    get subject(): string {
      throw new Error('a trap')
    },
  }
  const trappedList = new Proxy([good], {
    get: (list, key) => {
      if (key === '1') throw new Error('a trap')
      return key === 'length' ? 2 : Reflect.get(list, key)
    },
  })
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
    'returns a message that throws when it is read': () => [good, trapped],
    'returns a list that throws when it is read': () => trappedList,
    'breaks the line of a subject': () => [good, { ...good, recipient: BOB, subject: 'a\r\nBcc: eve' }],
    'breaks the line of a Message-ID': () => [good, { ...good, recipient: BOB, messageId: '<a>\n<b>' }],
    'writes about another episode': () => [good, { ...good, recipient: BOB, episodeId: 'e2' }],
    'lists another episode': () => [
      good,
      { ...good, recipient: BOB, about: [{ episodeId: 'e2', sequence: 1 }] },
    ],
    'is about a number': () => [good, { ...good, recipient: BOB, about: 5 }],
    'counts in halves': () => [good, { ...good, recipient: BOB, sequence: 1.5 }],
    'is from the end of time': () => [good, { ...good, recipient: BOB, createdAt: Number.NaN }],
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

  test('and writes to one recipient thrice has one message sent, and is named', () => {
    const { owed, lines } = owedTo([ANN])
    const thrice = [1, 2, 3].map(n => ({ ...good, messageId: `<m${n}>` }))
    const messages = composeBy({ name: 'toy' }, owed, () => thrice)
    assert.deepEqual(
      messages.map(({ messageId }) => messageId),
      ['<m1>'],
    )
    assert.match(lines.join(' '), /channel=toy.*more than one message for this recipient/)
  })

  test('gives up no message where no part has time left: it is composed after the next start', () => {
    const { owed, lines } = owedTo([ANN])
    const ask = (): never => {
      throw new NoTimeLeft('slowburn ends')
    }
    assert.throws(() => composeBy({ name: 'toy' }, { ...owed, ask }, () => [good]), NoTimeLeft)
    assert.deepEqual(lines, [])
  })

  test('may give a name of its own to a report, to nothing else', () => {
    const { owed } = owedTo([ANN])
    const report = { ...good, episodeId: 'd1' }
    const faultsOf = (namesItself: boolean): unknown[] =>
      composeBy({ name: 'toy' }, { ...owed, namesItself }, () => [report]).map(({ fault }) => fault)
    assert.deepEqual(faultsOf(true), [undefined])
    assert.match(String(faultsOf(false)), /an episode of which nobody is to be notified/)
  })
})
