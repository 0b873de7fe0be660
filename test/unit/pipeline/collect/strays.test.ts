import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createStrays } from '../../../../src/pipeline/collect/strays.ts'

describe('what a source does outside of calls to it', () => {
  const a: Owner = { kind: 'source', name: 'a' }

  test('is a problem of it for an hour; of many messages the latest five', () => {
    const strays = createStrays()
    for (let i = 0; i < 7; i++) strays.note(a, `fault ${i}`, i)
    strays.note(a, 'fault 3', 7)
    assert.deepEqual(
      strays.problemsOf('a', 10).map(({ message }) => message.slice(-1)),
      ['2', '4', '5', '6', '3'],
    )
    assert.deepEqual(strays.problemsOf('b', 10), [])
    assert.deepEqual(strays.problemsOf('a', HOUR + 7), [])
  })

  test('is none any more where it has ended', () => {
    const strays = createStrays()
    strays.note(a, 'fault', 0)
    strays.note(a, 'other fault', 0)
    strays.end(a, 'fault')
    strays.end({ kind: 'source', name: 'b' }, 'fault')
    assert.deepEqual(strays.all(1), [{ owner: a, message: 'other fault' }])
  })

  test('is new of it once within the hour, and is none of a notifier of the same name', () => {
    const strays = createStrays()
    assert.equal(strays.note(a, 'fault', 0), 'new')
    assert.equal(strays.note(a, 'fault', HOUR - 1), 'known')
    assert.equal(strays.note({ kind: 'notifier', name: 'a' }, 'fault', 0), 'new')
    assert.equal(strays.problemsOf('a', 0).length, 1)
    const notifier = { owner: { kind: 'notifier', name: 'a' }, message: 'fault' }
    assert.deepEqual(strays.all(1), [{ owner: a, message: 'fault' }, notifier])
    assert.deepEqual(strays.all(HOUR), [{ owner: a, message: 'fault' }])
    assert.deepEqual(strays.all(2 * HOUR), [])
  })

  test('is new of it five times within the hour, however often it is another; others have five of their own', () => {
    const strays = createStrays()
    const noted = Array.from({ length: 1000 }, (_, i) => strays.note(a, `fault ${i}`, i))
    assert.deepEqual(noted.slice(0, 5), ['new', 'new', 'new', 'new', 'last'])
    assert.ok(noted.slice(5).every(one => one === 'known'))
    assert.equal(strays.note({ kind: 'source', name: 'b' }, 'fault 1', 1000), 'new')
    assert.equal(strays.note(a, 'another', HOUR + 1000), 'new')
  })
})
