import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { conditions } from '../../../../src/demo/simulator/plants.ts'
import { finishedTasks, taskStream } from '../../../../src/demo/simulator/task-stream.ts'
import { TASK_TYPE_NAMES } from '../../../../src/demo/simulator/work.ts'

const startedAt = Date.UTC(2026, 4, 4)
const world = { seed: 3, startedAt, plants: new Set<never>() }
const stream = (): ReturnType<typeof taskStream> => taskStream(world, conditions(startedAt, world.plants))

describe('tasks', () => {
  test('are handed out once, up to the moment asked for', () => {
    const next = stream()
    const first = next(startedAt + DAY)
    const second = next(startedAt + 2 * DAY)
    assert.ok(first.length > 100 && second.length > 100)
    assert.ok(first.every(({ createdAt }) => createdAt <= startedAt + DAY))
    assert.ok(second.every(({ createdAt }) => createdAt > startedAt + DAY))
    assert.deepEqual(next(startedAt + 2 * DAY), [])
    const ids = [...first, ...second].map(({ id }) => id)
    assert.deepEqual(
      ids,
      ids.map((_, i) => i + 1),
    )
  })

  test('of every type come in a plan at most once, in the order of the work', () => {
    const tasks = stream()(startedAt + DAY)
    assert.deepEqual(new Set(tasks.map(({ type }) => type)), new Set(TASK_TYPE_NAMES))
  })
})

describe('tasks that have ended', () => {
  test('are held back until they have, and come in the order of their ids', () => {
    const begun = stream()(startedAt + 6 * HOUR)
    const finished = finishedTasks()
    const ended: number[] = []
    for (let at = startedAt; at <= startedAt + DAY; at += HOUR) {
      const now = finished(at === startedAt ? begun : [], at)
      assert.ok(now.every(({ endedAt }) => endedAt <= at && endedAt > at - HOUR))
      ended.push(...now.map(({ id }) => id))
    }
    assert.deepEqual(
      ended,
      begun.map(({ id }) => id),
    )
  })
})
