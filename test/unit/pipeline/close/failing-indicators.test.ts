import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Indicator } from '../../../../src/indicators/indicator.ts'
import { taskFailureRate } from '../../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import { busy, MONDAY } from '../../../support/facts/lifecycles.ts'
import { startLive } from '../../../support/facts/live.ts'
import { loadProof } from '../../../support/watchdog.ts'

describe('an indicator that fails', () => {
  const broken: Record<string, () => never> = {
    throws: () => {
      throw new Error('out of order')
    },
    'answers NaN': () => ({ ok: true, value: Number.NaN, lower: 0, upper: 1, n: 5 }) as never,
    'answers nonsense': () => 'many' as never,
    'answers outside its interval': () => ({ ok: true, value: 3, lower: 0, upper: 1, n: 5 }) as never,
  }
  for (const [how, estimate] of Object.entries(broken)) {
    test(`because it ${how} is named, and stops nobody else`, async t => {
      const faulty: Indicator = { ...taskFailureRate, minimum: 0, estimate }
      const live = startLive(t, [faulty, taskThroughput])
      await live.tick(busy(MONDAY, 48), MONDAY + 48 * HOUR)
      const names = live.series().map(({ indicator }) => indicator)
      assert.deepEqual(names, ['task_failure_rate', 'task_throughput'])
      assert.ok(live.series()[0]?.points.every(({ value }) => value === null))
      assert.ok(live.series()[1]?.points.every(({ value }) => value === 30))
      assert.equal(live.faults[0]?.indicator, 'task_failure_rate')
    })
  }

  test('because it never returns is interrupted once, named, and stops nobody else', async t => {
    let asked = 0
    const { watchdog, forever } = loadProof(0.1)
    const estimate = (): never => {
      asked += 1
      return forever()
    }
    const endless: Indicator = { ...taskFailureRate, minimum: 0, estimate }
    const live = startLive(t, [endless, taskThroughput], { watchdog })
    await live.tick(busy(MONDAY, 48), MONDAY + 48 * HOUR)
    // A try in which the machine gave it no time counts for nothing.
    assert.ok(asked >= 1 && asked <= 5, `asked ${asked} times`)
    assert.ok(live.series()[0]?.points.every(({ value }) => value === null))
    assert.equal(live.series()[1]?.points.length, 48)
    assert.ok(live.series()[1]?.points.every(({ value }) => value === 30))
    assert.deepEqual(live.faults[0], {
      indicator: 'task_failure_rate',
      message: 'it did not return within 0.1 s',
    })
  })

  test('from its first day on is named at once, though its first series is weeks from being decided', async t => {
    const { watchdog, forever } = loadProof(0.1)
    const failing: Indicator = { ...taskFailureRate, estimate: () => assert.fail('out of order') }
    const endless: Indicator = { ...taskThroughput, minimum: 10, estimate: forever }
    const live = startLive(t, [failing, endless, taskRunTimeP50], { watchdog })
    await live.tick(busy(MONDAY, 48), MONDAY + 48 * HOUR)
    assert.deepEqual([...new Set(live.series().map(({ indicator }) => indicator))], ['task_run_time_p50'])
    assert.deepEqual(live.faults, [
      { indicator: 'task_failure_rate', message: 'out of order' },
      { indicator: 'task_throughput', message: 'it did not return within 0.1 s' },
    ])
  })

  test('now and then fails for as long as its newest bucket is without a value, on each series by itself', async t => {
    let isBroken = true
    const { estimate } = taskFailureRate
    const moody: Indicator = {
      ...taskFailureRate,
      minimum: 0,
      estimate: (tally, window) => (isBroken ? assert.fail('out of order') : estimate(tally, window)),
    }
    const live = startLive(t, [moody, taskThroughput])
    await live.tick(busy(MONDAY, 60), MONDAY + 48 * HOUR)
    assert.ok(live.failing.size > 0)
    isBroken = false
    await live.tick(busy(MONDAY, 60), MONDAY + 52 * HOUR)
    assert.deepEqual([...live.failing], [])
    isBroken = true
    await live.tick(busy(MONDAY, 60), MONDAY + 54 * HOUR)
    assert.equal(live.failing.size, 1)
  })

  test('because its view throws stops nobody else', async t => {
    const view = (): never => assert.fail('no view')
    const live = startLive(t, [{ ...taskFailureRate, view }, taskThroughput])
    await live.tick(busy(MONDAY, 48), MONDAY + 48 * HOUR)
    const fine = live.series().find(({ indicator }) => indicator === 'task_throughput')
    assert.ok((fine?.points.length ?? 0) > 0)
  })
})
