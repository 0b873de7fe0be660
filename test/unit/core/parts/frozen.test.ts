import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { frozen, frozenCopy } from '../../../../src/core/parts/frozen.ts'

const sample = () => ({
  name: 'app',
  list: [{ at: 1 }, [2]],
  bytes: Uint8Array.of(1, 2),
  known: new Map([['a', 1]]),
  pattern: /x/g,
  call: () => 5,
  none: null,
})

describe('what is frozen', () => {
  test('is the same value, all through, but for what cannot be frozen', () => {
    const value = sample()
    assert.equal(frozen(value), value)
    for (const write of [
      () => Object.assign(value, { name: 'x' }),
      () => value.list.push([1]),
      () => Object.assign(value.list[0] ?? {}, { at: 2 }),
      () => Object.assign(value.list[1] ?? {}, { 0: 3 }),
    ]) {
      assert.throws(write, TypeError)
    }
    value.pattern.lastIndex = 1
    assert.deepEqual(value.bytes.fill(0), Uint8Array.of(0, 0))
  })

  test('may hold itself', () => {
    const value: { self?: unknown } = {}
    value.self = value
    assert.ok(Object.isFrozen(frozen(value).self))
  })

  test('may be nothing', () => {
    assert.deepEqual([frozen(null), frozen(undefined), frozen(5), frozen('x')], [null, undefined, 5, 'x'])
  })
})

describe('a frozen copy', () => {
  test('holds the same, and what is written to either shows in the other nowhere', () => {
    const value = sample()
    const copy = frozenCopy(value)
    assert.deepEqual(copy, value)
    copy.bytes.fill(0)
    value.list.push([9])
    value.name = 'other'
    assert.deepEqual(value.bytes, Uint8Array.of(1, 2))
    assert.deepEqual([copy.name, copy.list.length], ['app', 2])
    assert.throws(() => Object.assign(copy.list[0] ?? {}, { at: 2 }), TypeError)
    assert.equal(copy.call, value.call)
    const text = Buffer.from('é')
    frozenCopy(text).fill(0)
    assert.equal(String(text), 'é')
  })
})
