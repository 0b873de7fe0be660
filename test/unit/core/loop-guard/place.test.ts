import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf } from '../../../../src/core/loop-guard/place.ts'

test('a place is the innermost line of a file, counted from 1; there may be none', () => {
  const files = new Map([
    ['1', 'node:internal/timers'],
    ['2', 'file:///toys/a%20toy.ts'],
  ])
  const frames = ['1', '3', '2'].map(scriptId => ({ location: { scriptId, lineNumber: 6 } }))
  assert.equal(placeOf(frames, files), '/toys/a toy.ts:7')
  assert.equal(placeOf(frames.slice(0, 2), files), 'code of Node.js')
})
