import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import { createPatience } from '../../../../../src/delivery/notifiers/email/patience.ts'

test('the answer to the final dot is waited for as long as RFC 5321, 4.5.3.2.6, asks', () => {
  assert.equal(createPatience().limits().answer, 10 * MINUTE)
  assert.equal(createPatience({}, 3).limits().answer, 10 * MINUTE)
})

test('what is before it is waited for briefly, longer where that was too short, and at last as long as the RFC asks', () => {
  const patience = createPatience()
  const greetings = [0, 1, 2, 3].map(() => {
    const { greeting } = patience.limits()
    patience.ranOut()
    patience.grow()
    return greeting
  })
  assert.deepEqual(greetings, [10 * SECOND, MINUTE, 5 * MINUTE, 5 * MINUTE])
})

test('no more is given where nothing ran out, and what proved enough stays', () => {
  const patience = createPatience()
  patience.grow()
  assert.equal(patience.limits().greeting, 10 * SECOND)
  for (const [after, expected] of [
    [12 * SECOND, MINUTE],
    [2 * MINUTE, 5 * MINUTE],
    [SECOND, 10 * SECOND],
  ] as const) {
    patience.reached(after)
    assert.equal(patience.limits().greeting, expected)
  }
})

test('several servers share the time before the final dot, and limits of one’s own hold', () => {
  assert.equal(createPatience({}, 3).limits().total, 30 * SECOND)
  const own = createPatience({ greeting: 5, total: 600 })
  own.ranOut()
  own.grow()
  const { greeting, total, answer } = own.limits()
  assert.deepEqual([greeting, total, answer], [5, 600, 600])
})
