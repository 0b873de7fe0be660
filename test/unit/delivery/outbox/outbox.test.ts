import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import type { OwedMessage } from '../../../../src/delivery/outbox/message.ts'
import { owe } from '../../../../src/delivery/outbox/owe.ts'
import { messageOf, openOutbox } from '../../../support/delivery/delivery.ts'

const ids = (entries: ReadonlyArray<{ messageId: string }>): string[] => entries.map(entry => entry.messageId)

describe('the outbox', () => {
  test('keeps a message byte for byte and adds it once', () => {
    const { outbox } = openOutbox()
    const message = messageOf({ bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte) })
    outbox.add([message, message])
    outbox.add([message])
    const due = outbox.due(0, 10)
    assert.equal(due.length, 1)
    assert.deepEqual(Buffer.from(due[0]?.bytes ?? []), Buffer.from(message.bytes))
    assert.deepEqual(due[0]?.state, 'queued')
  })

  test('holds a message back while an earlier one of its episode and recipient is unsettled', () => {
    const { outbox } = openOutbox()
    const first = messageOf({ sequence: 1 })
    const second = messageOf({ sequence: 2 })
    const other = messageOf({ sequence: 2, recipient: 'bob@example.org' })
    outbox.add([second, other, first])
    assert.deepEqual(ids(outbox.due(0, 10)), [other.messageId, first.messageId])
    const [, entry] = outbox.due(0, 10)
    outbox.begin(entry?.id ?? 0, 0)
    outbox.defer(entry?.id ?? 0, 1000, { error: '450', unanswered: false })
    assert.deepEqual(ids(outbox.due(0, 10)), [other.messageId])
    outbox.settle(entry?.id ?? 0, 'dead', 0, '550')
    assert.deepEqual(ids(outbox.due(0, 10)), [second.messageId, other.messageId])
  })

  test('keeps the order between messages about one episode and about many', () => {
    const { outbox } = openOutbox()
    const first = many('s1', { e1: 1, e2: 1 })
    const end = messageOf({ episodeId: 'e1', sequence: 2 })
    const other = messageOf({ episodeId: 'e9' })
    const again = many('s2', { e2: 2, e3: 1 })
    const all = many('s3', { e1: 3, e9: 2 })
    outbox.add([first, end, other, again, all])
    assert.deepEqual(ids(outbox.due(0, 10)), ids([first, other]))
    const settle = (message: OwedMessage): void => {
      const entry = outbox.due(0, 10).find(({ messageId }) => messageId === message.messageId)
      outbox.settle(entry?.id ?? 0, 'accepted', 0, '250')
    }
    settle(first)
    assert.deepEqual(ids(outbox.due(0, 10)), ids([end, other, again]))
    settle(end)
    settle(other)
    assert.deepEqual(ids(outbox.due(0, 10)), ids([again, all]))
  })

  test('withdraws what later messages make needless, about one or many, and nothing else', () => {
    const { outbox } = openOutbox()
    const owed = (...messages: OwedMessage[]): string[] => {
      owe(outbox, messages, 0)
      return ids(
        outbox
          .list(20)
          .filter(({ state }) => state === 'queued')
          .reverse(),
      )
    }
    const storm = many('s1', { e1: 1, e2: 1 })
    const single = messageOf({ episodeId: 'e9' })
    const bob = messageOf({ episodeId: 'e1', recipient: 'bob@example.org' })
    assert.deepEqual(owed(storm, single, bob), ids([storm, single, bob]))
    const end = messageOf({ episodeId: 'e1', sequence: 2 })
    assert.deepEqual(owed(end), ids([storm, single, bob, end]), 'one of its two is not told anew')
    const rest = many('s2', { e2: 2, e9: 2 })
    assert.deepEqual(owed(rest), ids([bob, end, rest]))
  })

  test('gives a deferred message back when its time has come, or when the clock has jumped back', () => {
    const { outbox } = openOutbox()
    outbox.add([messageOf({ createdAt: DAY })])
    const id = outbox.due(DAY, 1)[0]?.id ?? 0
    outbox.begin(id, DAY)
    outbox.defer(id, DAY + 5000, { error: '450', unanswered: false })
    assert.equal(outbox.due(DAY + 4999, 1).length, 0)
    assert.equal(outbox.due(DAY + 5000, 1).length, 1)
    assert.equal(outbox.due(DAY - 1, 1).length, 1)
  })

  test('offers a message whose attempt never ended', () => {
    const { outbox } = openOutbox()
    outbox.add([messageOf()])
    outbox.begin(outbox.due(0, 1)[0]?.id ?? 0, 0)
    const [again] = outbox.due(0, 1)
    assert.equal(again?.state, 'attempting')
    assert.equal(again?.attempts, 1)
  })

  test('withdraws an unsent message that a later one makes needless, but not one under way', () => {
    const { outbox } = openOutbox()
    const bob = 'bob@example.org'
    owe(outbox, [messageOf(), messageOf({ recipient: bob })], 0)
    outbox.begin(outbox.due(0, 1)[0]?.id ?? 0, 0)
    const withdrawn = owe(outbox, [messageOf({ sequence: 2 }), messageOf({ sequence: 2, recipient: bob })], 1)
    assert.equal(withdrawn, 1)
    assert.deepEqual(outbox.summary().counts, {
      queued: 2,
      attempting: 1,
      accepted: 0,
      dead: 0,
      superseded: 1,
    })
  })

  test('forgets what was settled long ago, and nothing that it owes', () => {
    const { outbox } = openOutbox()
    outbox.add(['a', 'b', 'c'].map(name => messageOf({ recipient: `${name}@example.org` })))
    const [first, second] = outbox.due(0, 2)
    outbox.settle(first?.id ?? 0, 'accepted', 10, '250')
    outbox.settle(second?.id ?? 0, 'dead', 20, '550')
    assert.equal(outbox.prune(20), 1)
    assert.deepEqual(
      outbox.list(9).map(({ state }) => state),
      ['queued', 'dead'],
    )
  })

  test('names whom a message did not reach, of a message about many for each of them', () => {
    const { outbox } = openOutbox()
    const bob = 'bob@example.org'
    outbox.add([
      messageOf({ episodeId: 'e1' }),
      many('s1', { e2: 1, e3: 1, e4: 1 }),
      messageOf({ episodeId: 'e2', recipient: bob }),
    ])
    for (const { id, recipient } of outbox.due(0, 9)) {
      if (recipient !== bob) outbox.settle(id, 'dead', 0, '550')
    }
    const recipient = 'ann@example.org'
    assert.deepEqual(
      outbox.unreached().toSorted((a, b) => (a.episodeId < b.episodeId ? -1 : 1)),
      ['e1', 'e2', 'e3', 'e4'].map(episodeId => ({ episodeId, recipient })),
    )
    outbox.add([messageOf({ episodeId: 'e1', sequence: 2 }), messageOf({ episodeId: 'e3', sequence: 2 })])
    assert.deepEqual(
      outbox
        .unreached()
        .map(({ episodeId }) => episodeId)
        .toSorted(),
      ['e2', 'e4'],
    )
  })

  test('says how much it owes, and since when', () => {
    const { outbox } = openOutbox()
    assert.equal(outbox.summary().oldestUnsettled, null)
    outbox.add([messageOf({ createdAt: 7 }), messageOf({ createdAt: 9, sequence: 2 })])
    assert.equal(outbox.summary().oldestUnsettled, 7)
    outbox.settle(outbox.due(10, 1)[0]?.id ?? 0, 'accepted', 10, '250')
    assert.equal(outbox.summary().oldestUnsettled, 9)
    assert.deepEqual(
      outbox.list(10).map(entry => [entry.sequence, entry.state, entry.lastError]),
      [
        [2, 'queued', null],
        [1, 'accepted', '250'],
      ],
    )
  })
})

function many(id: string, episodes: Readonly<Record<string, number>>): OwedMessage {
  const about = Object.entries(episodes).map(([episodeId, sequence]) => ({ episodeId, sequence }))
  return messageOf({ episodeId: id, about })
}
