import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unionOf } from '../../../src/series/spans.ts'

test('stretches that overlap or touch are one, in time order', () => {
  const spans = [
    { from: 50, to: 60 },
    { from: 0, to: 10 },
    { from: 10, to: 20 },
    { from: 5, to: 8 },
  ]
  assert.deepEqual(unionOf(spans), [
    { from: 0, to: 20 },
    { from: 50, to: 60 },
  ])
  assert.deepEqual(unionOf([]), [])
  assert.deepEqual(spans[1], { from: 0, to: 10 }, 'what was given stays as it is')
})
