import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedValue } from '../../../../src/sources/jsonl/fixed.ts'

test('a number, a boolean and what stands behind = are values; anything else is a path', () => {
  assert.equal(fixedValue(0), 0)
  assert.equal(fixedValue(false), false)
  assert.equal(fixedValue('=build'), 'build')
  assert.equal(fixedValue('='), '')
  assert.equal(fixedValue('task.kind'), undefined)
})
