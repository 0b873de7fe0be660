import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newStep } from '../../../../../../src/sources/postgres/reading/rows/step.ts'

test('a step begins with the number of its rows and nothing else', () => {
  assert.deepEqual(newStep([['a'], ['b']]), { events: [], refusals: [], rows: 2 })
})
