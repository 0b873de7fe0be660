import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { closeStream } from '../../../../src/pipeline/close/close-stream.ts'
import { MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { startLive } from '../../../support/facts/live.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

/** Two hundred an hour, for two days. */
const TASKS = Array.from({ length: 9600 }, (_, i) => task(MONDAY + i * 18_000, 0, 1, { subject: `t${i}` }))

const END = MONDAY + 48 * HOUR

function setup(t: TestContext) {
  const plan = planOf([taskThroughput])
  const live = startLive(t, [taskThroughput], { plan })
  /** Closes what can be closed, while at every turn what is handed in comes. */
  const close = async (upTo: number, meanwhile: (turn: number) => Lifecycle[]): Promise<void> => {
    live.store.sources.save('db', { cursor: null, completeUpTo: upTo, lastSuccessAt: null })
    let turn = 0
    await closeStream(
      { kind: 'task', source: 'db', bySource: false, planned: plan.indicators },
      {
        store: live.store,
        plan,
        sources: [],
        labelValues: 9,
        pause: async () => {
          const came = meanwhile(turn++)
          if (came.length > 0) live.learn(came)
        },
        stopwatch: () => performance.now() / 1000,
        watchdog: watchdogOf(),
        log: silentLogger,
        observe: { fault: () => {}, answers: () => {}, revised: () => {} },
      },
    )
  }
  const counted = (): number =>
    live
      .series()
      .flatMap(({ points }) => points)
      .reduce((sum, { n }) => sum + n, 0)
  return { live, close, counted }
}

/** One in each hour. */
function late(turn: number): Lifecycle[] {
  return Array.from({ length: 47 }, (_, hour) =>
    task(MONDAY + hour * HOUR + MINUTE, 0, 1, { subject: `late ${turn} ${hour}` }),
  )
}

describe('what comes while buckets are closed', () => {
  test('is in the points in the end, be it of a bucket that has just been read', async t => {
    const { live, close, counted } = setup(t)
    live.learn(TASKS)
    let came = 0
    await close(END, turn => {
      came += 47
      return late(turn)
    })
    assert.ok(came > 1000)
    for (let tick = 0; tick < 3; tick++) await close(END, () => [])
    assert.equal(counted(), TASKS.length + came)
  })

  test('is in the points in the end, be it of a bucket that is just made anew', async t => {
    const { live, close, counted } = setup(t)
    live.learn(TASKS)
    await close(END, () => [])
    assert.equal(counted(), TASKS.length)
    live.learn(late(1000))
    let came = 47
    await close(END, turn => {
      if (turn > 20) return []
      came += 47
      return late(turn)
    })
    for (let tick = 0; tick < 3; tick++) await close(END, () => [])
    assert.equal(counted(), TASKS.length + came)
  })
})
