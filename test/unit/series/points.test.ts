import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import { createGrouping } from '../../../src/series/grouping.ts'
import { type DueSeries, startPoints } from '../../../src/series/points.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'
import { slicesOf } from '../../support/facts/windows.ts'

const grouping = createGrouping(['task_type'], 'db', new Map())
const due: DueSeries = {
  indicator: taskThroughput,
  grouping,
  key: grouping({ task_type: 'build' }).key,
  labels: { task_type: 'build' },
  bucket: 3 * HOUR,
  from: MONDAY,
  to: MONDAY + 12 * HOUR,
}
const tasks = Array.from({ length: 24 }, (_, i) => task(MONDAY + (i * HOUR) / 2, 0, MINUTE))

describe('a pass over cells', () => {
  test('gives a point for every bucket that is due, and none for any other', () => {
    const pass = startPoints([due])
    for (const slice of slicesOf(taskThroughput, tasks)) pass.add(slice)
    assert.equal(pass.waiting(), 3, 'the last is open until the pass ends')
    pass.end()
    const [series] = pass.take()
    assert.deepEqual(
      series?.points.map(({ at, value }) => [(at - MONDAY) / HOUR, value]),
      [0, 3, 6, 9].map(hour => [hour, 6]),
    )
    assert.deepEqual([pass.take(), pass.waiting()], [[], 0])
  })

  test('gives the same points in whatever portions they are taken', () => {
    const pass = startPoints([due])
    const taken = slicesOf(taskThroughput, tasks).flatMap(slice => {
      pass.add(slice)
      return pass.take()
    })
    pass.end()
    const values = [...taken, ...pass.take()].flatMap(({ points }) => points.map(({ value }) => value))
    assert.deepEqual(values, [6, 6, 6, 6])
  })

  test('gives no point to a bucket that a wider cell hides', () => {
    const pass = startPoints([{ ...due, from: MONDAY, to: MONDAY + 2 * DAY }])
    const [day] = slicesOf(taskThroughput, tasks, DAY)
    assert.ok(day)
    pass.add(day)
    for (const slice of slicesOf(taskThroughput, [task(MONDAY + DAY, 0, MINUTE)])) pass.add(slice)
    pass.end()
    const [series] = pass.take()
    assert.equal(series?.points[0]?.at, MONDAY + DAY)
    assert.equal(series?.points.length, 8)
  })
})
