import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_MEMORY } from '../../../src/sources/memory.ts'

test('a source that is only tried remembers nothing', () => {
  assert.equal(NO_MEMORY.get('anything'), null)
})
