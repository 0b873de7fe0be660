import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKept, KEPT_ATTRIBUTES } from '../../../src/events/attributes.ts'

test('attributes are kept by name, ours by how they begin, and nothing else is', () => {
  for (const name of KEPT_ATTRIBUTES) assert.equal(isKept(name), true, name)
  assert.equal(isKept('slowburn.cost'), true)
  assert.equal(isKept('slowburn'), false)
  assert.equal(isKept('user.email'), false)
  assert.equal(isKept('constructor'), false)
})
