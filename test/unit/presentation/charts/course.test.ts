import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { isDrawn, medianCourse, runsOf, thin } from '../../../../src/presentation/charts/course.ts'
import type { PlotPoint } from '../../../../src/presentation/charts/plot.ts'

test('points between which buckets are absent are not joined', () => {
  const points: PlotPoint[] = [0, 1, 5, 6].map(hour => ({ at: hour * HOUR, value: hour }))
  assert.deepEqual(
    runsOf(points, HOUR).map(run => run.map(({ at }) => at / HOUR)),
    [
      [0, 1],
      [5, 6],
    ],
  )
})

test('thinning keeps the lowest and the highest of every column, and the end', () => {
  const run = Array.from({ length: 1000 }, (_, index) => ({ at: index, value: (index * 7919) % 997 }))
  const kept = thin(run, 50)
  assert.ok(kept.length <= 101)
  assert.equal(kept.at(-1), run.at(-1))
  assert.equal(Math.max(...kept.map(({ value }) => value)), 996)
  assert.deepEqual(
    kept.map(({ at }) => at),
    kept.map(({ at }) => at).sort((a, b) => a - b),
  )
})

test('medians follow the course of dense points, are not moved by a spike, and stop where there are none', () => {
  const points = Array.from({ length: 100 }, (_, at) => ({
    at,
    value: at >= 40 && at < 60 ? null : at === 12 ? 1e6 : at,
  }))
  const course = medianCourse(points, 20).map(run => run.map(({ at, value }) => [at, value]))
  assert.deepEqual(course, [
    [
      [10, 9.5],
      [30, 29.5],
    ],
    [
      [70, 69.5],
      [90, 89.5],
    ],
  ])
})

test('only a number is drawn', () => {
  assert.deepEqual(
    [1, null, Number.NaN].map(value => isDrawn({ at: 0, value })),
    [true, false, false],
  )
})
