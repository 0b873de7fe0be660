import assert from 'node:assert/strict'
import { test } from 'node:test'
import { millisOf } from '../../../../src/sources/otlp/model.ts'

test('a moment in nanoseconds is the millisecond that it lies in', () => {
  assert.equal(millisOf(1_697_982_593_201_999_000), 1_697_982_593_201)
  assert.equal(millisOf(1_697_982_593_201_336_000), 1_697_982_593_201)
  assert.equal(millisOf(0), 0)
})
