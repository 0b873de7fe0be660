import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { chartRange } from '../../../../src/presentation/charts/chart-range.ts'

const points = Array.from({ length: 40 * 24 }, (_, hour) => ({
  at: hour * HOUR,
  value: 1,
  lower: 1,
  upper: 1,
  n: 1,
}))
const onset = (day: number) => ({ onset: { value: day * DAY, lower: day * DAY, upper: day * DAY } })

test('a chart shows as much before the onset as after it, and a week at least', () => {
  assert.deepEqual(chartRange(points, onset(30), 40 * DAY, HOUR), { from: 20 * DAY, to: 40 * DAY })
  assert.deepEqual(chartRange(points, onset(39), 40 * DAY, HOUR), { from: 32 * DAY, to: 40 * DAY })
})

test('a chart never begins before the first point, nor ends before now', () => {
  assert.deepEqual(chartRange(points, onset(3), 50 * DAY, HOUR), { from: 0, to: 50 * DAY })
})
