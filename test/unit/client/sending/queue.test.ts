import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as always, array, integer, oneof, property, string } from 'fast-check'
import { createQueue } from '../../../../src/client/sending/queue.ts'

const ALL = { events: 1000, characters: 1e6 }

test('what waits is taken oldest first, no more than asked for, and the first however long it is', () => {
  const queue = createQueue({ events: 10, characters: 100 })
  for (const line of ['aaaa', 'bb', 'cc', 'd']) assert.equal(queue.add(line), 0)
  assert.deepEqual(queue.take({ events: 10, characters: 3 }), ['aaaa'])
  assert.deepEqual(queue.take({ events: 10, characters: 4 }), ['bb', 'cc'])
  assert.deepEqual(queue.take({ events: 1, characters: 100 }), ['d'])
  assert.deepEqual(queue.take(ALL), [])
})

test('where it is full the oldest make room, by number and by length, and are counted', () => {
  const queue = createQueue({ events: 3, characters: 10 })
  assert.equal(queue.add('a'), 0)
  assert.equal(queue.add('b'), 0)
  assert.equal(queue.add('c'), 0)
  assert.equal(queue.add('d'), 1)
  assert.equal(queue.add('123456789'), 2)
  assert.deepEqual(queue.take(ALL), ['d', '123456789'])
})

test('what is larger than the whole queue is itself what has to go', () => {
  const queue = createQueue({ events: 3, characters: 3 })
  queue.add('abc')
  assert.equal(queue.add('abcd'), 1)
  assert.deepEqual(queue.take(ALL), ['abc'])
})

test('whatever comes and goes, what was added is taken in order or counted as gone, within both bounds', () => {
  const step = oneof(string({ minLength: 1, maxLength: 9 }), integer({ min: 1, max: 5 }))
  always(
    property(array(step, { maxLength: 3000 }), steps => {
      const queue = createQueue({ events: 7, characters: 30 })
      const [added, taken]: [string[], string[]] = [[], []]
      let gone = 0
      for (const one of steps) {
        if (typeof one === 'number') taken.push(...queue.take({ events: one, characters: 100 }))
        else {
          added.push(one)
          gone += queue.add(one)
        }
        assert.ok(queue.size() <= 7)
      }
      const left = queue.take(ALL)
      assert.ok(left.join('').length <= 30)
      assert.equal(taken.length + left.length + gone, added.length)
      assert.deepEqual(left, left.length === 0 ? [] : added.slice(-left.length))
    }),
    { numRuns: 200 },
  )
})

test('slots that were taken are given back', () => {
  const queue = createQueue({ events: 10_000, characters: 1e6 })
  for (let i = 0; i < 20_000; i++) {
    queue.add(`${i}`)
    if (i % 2 === 1) assert.equal(queue.take({ events: 2, characters: 100 }).length, 2)
  }
  assert.equal(queue.size(), 0)
})
