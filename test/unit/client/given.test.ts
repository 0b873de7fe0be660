import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { given, idOf, momentOf, NoEventError, subjectOf } from '../../../src/client/given.ts'
import { clientWith } from '../../support/client/client.ts'

const NONE = [undefined, null, '', Number.NaN, Number.POSITIVE_INFINITY, {}, [], true, Symbol('x')] as never[]

describe('an id', () => {
  test('is a text or a number, and nothing else names what is meant', () => {
    assert.deepEqual([subjectOf('a'), subjectOf(0), subjectOf(7n as never)], ['a', '0', '7'])
    for (const id of NONE) assert.throws(() => subjectOf(id), NoEventError)
  })

  test('that is none, or cannot be read, is one of the client where the client may give one', () => {
    assert.equal(
      idOf(
        () => 7,
        () => 'own',
      ),
      '7',
    )
    const unreadable = (): never => assert.fail('not for you')
    for (const read of [unreadable, ...NONE.map(id => () => id)]) {
      assert.equal(
        idOf(read, () => 'own'),
        'own',
      )
    }
  })
})

test('a moment is a date or a number, whatever else could be made into one', () => {
  assert.equal(momentOf(new Date(1500)), 1500)
  assert.equal(momentOf({ valueOf: () => 12.4 } as never), 12)
  assert.equal(momentOf(0), 0)
  for (const at of [...NONE, '', '2026', false, new Date('never'), Object.create(null), 1e300] as never[]) {
    assert.throws(() => momentOf(at))
  }
})

test('what is undefined or null was not given', () => {
  assert.deepEqual(given({ a: 0, b: '', c: undefined, d: null }), { a: 0, b: '' })
})

test('what says neither of what nor when is counted and reported once, and never sent', async () => {
  const problems: string[] = []
  const { client, runtime } = clientWith({ onProblem: one => problems.push(one) })
  for (const id of NONE) {
    client.verified({ id, outcome: true, by: 'test' })
    client.review({ id, approved: true })
    client.roi.realised({ id, amount: 5 })
    client.roi.writtenOff({ id })
    client.queued({ type: 'build', id })
  }
  for (const at of [null, '', true, [], '2026-05-01'] as never[]) client.gauge('x', 1, { at })
  const invalid = NONE.length * 5 + 5
  assert.deepEqual([client.figures().invalid, client.figures().waiting], [invalid, 0])
  assert.deepEqual(problems, ['an event was left out: `id` is missing, or is no text and no number'])
  await client.flush()
  assert.deepEqual(
    runtime.sent.map(({ events, dropped }) => [events.length, dropped]),
    [[0, invalid]],
  )
})

test('what is frozen is read, and what throws when it is read is counted, under its own words nowhere', () => {
  const problems: string[] = []
  const { client } = clientWith({ onProblem: one => problems.push(one) })
  const thrown = (): never => {
    throw new Error('hunter2')
  }
  const laden = Object.freeze(Object.defineProperty({ type: 'x' }, 'id', { get: thrown, enumerable: true }))
  client.verified(laden as never)
  client.roi.projected(Object.freeze({ amount: 1, attributes: Object.freeze({ 'slowburn.a': 'b' }) }))
  assert.equal(
    client.task(laden as never, () => 5),
    5,
  )
  assert.deepEqual([client.figures().invalid, client.figures().waiting], [1, 3])
  assert.deepEqual(problems, ['an event was left out: what was given cannot be read'])
})
