import assert from 'node:assert/strict'
import { test } from 'node:test'
import { within } from '../../../../src/stats/segmentation/stretch.ts'

test('The levels of a stretch lie within the values that it describes, missing ones passed over', () => {
  const line = { from: 0, to: 4, start: -2, end: 12, rise: { value: 14, error: 1 } }
  const { start, end } = within(line, Float64Array.of(1, Number.NaN, 3, 9))
  assert.deepEqual([start, end], [1, 9])
  assert.deepEqual(within(line, Float64Array.of(Number.NaN)), line)
})
