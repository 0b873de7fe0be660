import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { lifecycle, MONDAY } from '../../../support/facts/lifecycles.ts'
import { startLive } from '../../../support/facts/live.ts'
import { planOf } from '../../../support/facts/plans.ts'

/** One worker: every task ends ten minutes after the one before it, and waited a day. */
const tasks = Array.from({ length: 6 * 24 * 4 }, (_, i) =>
  lifecycle('task', {
    subject: `t${i}`,
    openedAt: MONDAY - DAY + i * 10 * MINUTE,
    endedAt: MONDAY + (i + 1) * 10 * MINUTE,
    outcome: 'completed',
    labels: { task_type: 'build' },
  }),
)

describe('starts that nobody measured', () => {
  test('are filled in before their buckets close, where the source works on one task at a time', async t => {
    const plan = planOf([taskRunTimeP50], ['db'])
    const live = startLive(t, [], { plan })
    await live.tick(tasks, MONDAY + 2 * DAY)
    await live.tick(tasks, MONDAY + 4 * DAY)
    const values = live.series().flatMap(({ points }) => points.map(({ value }) => value))
    assert.ok(values.length > 8)
    for (const value of values) assert.ok(Math.abs((value ?? 0) / 600 - 1) < 0.0025, `${value}`)
    const kept = live.store.lifecycles.get({ kind: 'task', source: 'db', subject: 't7' })
    assert.deepEqual([kept?.startedAt, kept?.start], [MONDAY + 70 * MINUTE, 'reconstructed'])
  })

  test('stay unknown where several may be worked on at once', async t => {
    const live = startLive(t, [taskRunTimeP50])
    await live.tick(tasks, MONDAY + 4 * DAY)
    assert.deepEqual(live.series(), [])
    assert.equal(live.store.lifecycles.ended('task', 'db', MONDAY, MONDAY + HOUR)[0]?.startedAt, null)
  })
})
