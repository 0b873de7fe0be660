import assert from 'node:assert/strict'
import { test } from 'node:test'
import { twice } from '../../../../src/core/options/found.ts'

test('a duplicate name is a fault at its place, with a remedy', () => {
  assert.deepEqual(twice(['contacts', 1, 'name'], 'ann'), {
    path: ['contacts', 1, 'name'],
    message: 'duplicate name "ann"',
    remedy: 'Give each its own name',
  })
})
