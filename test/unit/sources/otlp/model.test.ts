import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Malformed, millisOf, roomForParts } from '../../../../src/sources/otlp/model.ts'

test('a moment in nanoseconds is the millisecond that it lies in', () => {
  assert.equal(millisOf(1_697_982_593_201_999_000), 1_697_982_593_201)
  assert.equal(millisOf(1_697_982_593_201_336_000), 1_697_982_593_201)
  assert.equal(millisOf(0), 0)
})

test('there is room for so many parts and no more', () => {
  const room = roomForParts()
  room()
  room(199_999)
  assert.throws(() => room(), Malformed)
  assert.throws(() => roomForParts()(200_001), /more than 200000 parts/)
})
