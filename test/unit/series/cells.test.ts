import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { roiLatencyP50 } from '../../../src/indicators/money/roi-latency-p50.ts'
import { tasksArrived, tasksEnded } from '../../../src/indicators/patterns/task-counts.ts'
import { countOf, startTally } from '../../../src/indicators/tally.ts'
import { taskBacklogGrowth } from '../../../src/indicators/work/task-backlog-growth.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import {
  accumulationsOf,
  addToCells,
  addToWindow,
  type CellDeltas,
  labelsKey,
} from '../../../src/series/cells.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'

describe('cells', () => {
  test('keep each measure of a lifecycle at its own moment and label set', () => {
    const deltas: CellDeltas = new Map()
    const measures = [tasksArrived, tasksEnded]
    addToCells(deltas, { grain: HOUR, measures }, [{ lifecycle: task(MONDAY, 0, 90 * MINUTE), sign: 1 }])
    const key = labelsKey({ task_type: 'build' })
    const counts = [...deltas].map(([at, cells]) => [
      (at - MONDAY) / HOUR,
      countOf(cells.get(key) ?? startTally(), tasksArrived),
      countOf(cells.get(key) ?? startTally(), tasksEnded),
    ])
    assert.deepEqual(counts, [
      [0, 1, 0],
      [1, 0, 1],
    ])
  })

  test('count in a window only where they lie inside it, unless the indicator views them', () => {
    const tally = startTally()
    tally.counts.set('tasks_ended', 3)
    const into = startTally()
    const window = { from: MONDAY, to: MONDAY + DAY }
    addToWindow(taskThroughput, { from: MONDAY, to: MONDAY + HOUR, tally }, window, into)
    addToWindow(taskThroughput, { from: MONDAY - HOUR, to: MONDAY, tally }, window, into)
    addToWindow(taskThroughput, { from: MONDAY - HOUR, to: MONDAY + HOUR, tally }, window, into)
    assert.equal(countOf(into, tasksEnded), 3)
    const spent = startTally()
    spent.counts.set('roi_spent', 2)
    addToWindow(roiLatencyP50, { from: MONDAY - DAY, to: MONDAY - DAY + HOUR, tally: spent }, window, into)
    assert.ok(into.sketches.has('roi_entered'))
  })

  test('are as narrow as the narrowest bucket, an hour at most, and hold what any indicator of the kind takes, once', () => {
    const planned = [
      { indicator: taskThroughput, bucket: null },
      { indicator: taskBacklogGrowth, bucket: 5 * MINUTE },
    ]
    const { task: own, claim } = accumulationsOf(planned)
    assert.deepEqual([own.grain, own.maturity, claim.grain], [5 * MINUTE, 0, HOUR])
    assert.deepEqual(
      own.measures.map(({ name }) => name),
      ['tasks_ended', 'tasks_arrived'],
    )
    assert.deepEqual(claim.measures, [])
  })
})
