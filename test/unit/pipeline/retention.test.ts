import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import { retain } from '../../../src/pipeline/retention.ts'
import { MONDAY, task } from '../../support/facts/lifecycles.ts'
import { startLive } from '../../support/facts/live.ts'
import { planOf } from '../../support/facts/plans.ts'

const tasks = Array.from({ length: 60 * 24 }, (_, i) =>
  task(MONDAY + i * HOUR, 0, MINUTE, { subject: `t${i}` }),
)
const now = MONDAY + 60 * DAY
const keep = { events: 400 * DAY, facts: 3 * DAY, hours: 20 * DAY, days: 40 * DAY }

describe('retention', () => {
  test('lets go of facts, then of hours, then of days, and of no point and no count', async t => {
    const live = startLive(t, [taskThroughput])
    await live.tick(tasks, now)
    const { store } = live
    const before = live.series()
    const widths = (): number[][] =>
      [...Map.groupBy(store.cells.read('task', 'db', 0, now), ({ from, to }) => to - from)]
        .map(([width, slices]) => [width / HOUR, slices.length])
        .sort(([a = 0], [b = 0]) => a - b)
    assert.deepEqual(widths(), [[1, 1440]])
    const plan = planOf([taskThroughput])
    await retain({ store, plan, keep, pause: async () => {}, stopwatch: () => 0 }, now)
    assert.equal(store.lifecycles.keptCount(), 3 * 24)
    assert.ok(store.lifecycles.wasSettled(task(MONDAY, 0, MINUTE, { subject: 't0' })))
    const [hours, days, weeks] = widths()
    assert.deepEqual([hours?.[0], days?.[0], weeks?.[0]], [1, 24, 168])
    assert.deepEqual([hours?.[1], weeks?.[1]], [20 * 24, 2])
    assert.deepEqual(live.series(), before)
  })

  test('stops when its time is spent, and goes on at the next tick', async t => {
    const live = startLive(t, [taskThroughput])
    await live.tick(tasks, now)
    const deps = { store: live.store, plan: planOf([taskThroughput]), keep, pause: async () => {} }
    let clock = 0
    let ticks = 1
    const stopwatch = (): number => {
      clock += 0.1
      return clock
    }
    while (await retain({ ...deps, stopwatch }, now)) ticks++
    assert.ok(ticks > 5, `${ticks} ticks`)
    assert.equal(live.store.lifecycles.keptCount(), 3 * 24)
  })
})
