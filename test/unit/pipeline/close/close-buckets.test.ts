import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE, WEEK } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import type { Indicator } from '../../../../src/indicators/indicator.ts'
import { indicators } from '../../../../src/indicators/registry.ts'
import { taskFailureRate } from '../../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS } from '../../../../src/lifecycles/registry.ts'
import { historyOf } from '../../../support/facts/histories.ts'
import { MONDAY, task, taskHistory } from '../../../support/facts/lifecycles.ts'
import { type LiveSeries, startLive } from '../../../support/facts/live.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { inForm } from '../../../support/long-form.ts'
import { loadProof } from '../../../support/watchdog.ts'

const SPAN = 35 * DAY
const TASKS = taskHistory(21, 6000, SPAN)

async function closed(
  t: TestContext,
  own: readonly Indicator[],
  history: readonly Lifecycle[],
  upTo: number,
  options: Parameters<typeof startLive>[2] = {},
): Promise<LiveSeries[]> {
  const live = startLive(t, own, options)
  await live.tick(history, upTo)
  return live.series()
}

/** Thirty tasks an hour. */
function busy(from: number, hours: number, name = 'b'): Lifecycle[] {
  return Array.from({ length: hours * 30 }, (_, i) =>
    task(from + i * 2 * MINUTE, 0, MINUTE, { subject: `${name}${from}:${i}` }),
  )
}

describe('replay equals live', () => {
  for (const kind of LIFECYCLE_KINDS) {
    const own = indicators.filter(indicator => indicator.kind === kind)
    if (own.length === 0) continue
    const history = historyOf(kind, 21, inForm(2000, 6000), SPAN)

    test(`one pass over all history of ${kind}s gives the bytes of many small live ones`, async t => {
      const replay = await closed(t, own, history, MONDAY + SPAN)
      for (const { name } of own) {
        const series = replay.filter(({ indicator }) => indicator === name)
        assert.ok(
          series.some(({ points }) => points.some(({ value }) => value !== null)),
          name,
        )
      }
      for (const seed of inForm([1], [1, 2])) {
        const random = randomStream(seed, 'ticks')
        const ticks = Array.from(
          { length: inForm(12, 40) },
          () => MONDAY + Math.ceil((random.uniform() * SPAN) / MINUTE) * MINUTE,
        )
        const live = startLive(t, own)
        for (const now of [...ticks.sort((a, b) => a - b), MONDAY + SPAN]) await live.tick(history, now)
        assert.equal(JSON.stringify(live.series()), JSON.stringify(replay))
        assert.equal(live.revised(), 0)
      }
    })
  }

  test('a pass that was cut short is ended by the next one', async t => {
    const whole = await closed(t, [taskThroughput], TASKS, MONDAY + SPAN)
    const live = startLive(t, [taskThroughput])
    const { store } = live
    const append = store.series.append.bind(store.series)
    let left = 3
    Object.assign(store.series, {
      append: (...args: Parameters<typeof append>) => {
        if (left-- === 0) throw new Error('killed')
        append(...args)
      },
    })
    await assert.rejects(live.tick(TASKS, MONDAY + SPAN), /killed/)
    await live.tick(TASKS, MONDAY + SPAN)
    assert.equal(JSON.stringify(live.series()), JSON.stringify(whole))
  })
})

describe('partition by label merges to the whole', () => {
  test('the counts of all task types add up to the count of all tasks, bucket by bucket', async t => {
    const all = planOf([{ ...taskThroughput, by: [] }])
    const [whole] = await closed(t, [], TASKS, MONDAY + SPAN, { plan: all })
    const parts = await closed(t, [taskThroughput], TASKS, MONDAY + SPAN)
    assert.ok(whole !== undefined && parts.length === 5)
    for (const { at, value, n } of whole.points) {
      const there = parts.flatMap(({ points }) => points.filter(point => point.at === at))
      assert.equal(sum(there.map(point => point.value ?? 0)), value)
      assert.equal(sum(there.map(point => point.n)), n)
    }
  })

  test('each type is estimated as if there were no other', async t => {
    const parts = await closed(t, [taskRunTimeP50], TASKS, MONDAY + SPAN)
    for (const part of parts) {
      const own = TASKS.filter(({ labels }) => labels.task_type === part.labels.task_type)
      assert.deepEqual(await closed(t, [taskRunTimeP50], own, MONDAY + SPAN), [part])
    }
  })
})

describe('points of a series', () => {
  test('come for every closed bucket once it has begun: zero for a count, no value for a rate', async t => {
    const tasks = [...busy(MONDAY, 24), ...busy(MONDAY + 30 * HOUR, 2)]
    const series = await closed(t, [taskThroughput, taskFailureRate], tasks, MONDAY + 40 * HOUR)
    const counts = series.find(({ indicator }) => indicator === 'task_throughput')
    const rates = series.find(({ indicator }) => indicator === 'task_failure_rate')
    assert.equal(counts?.points.length, 40)
    const empty = counts?.points.find(({ at }) => at === MONDAY + 26 * HOUR)
    assert.deepEqual([empty?.value, empty?.lower, empty?.n], [0, 0, 0])
    assert.deepEqual(
      rates?.points.find(({ at }) => at === MONDAY + 26 * HOUR),
      { at: MONDAY + 26 * HOUR, value: null, lower: null, upper: null, n: 0 },
    )
  })

  test('leave out a bucket that was seen only in part when history began', async t => {
    const tasks = busy(MONDAY + 20 * MINUTE, 30)
    const [counts] = await closed(t, [taskThroughput], tasks, MONDAY + 30 * HOUR)
    assert.equal(counts?.points[0]?.at, MONDAY + HOUR)
    assert.equal(counts?.points[0]?.value, 30)
  })

  test('wait until the bucket has ripened', async t => {
    const slow: Indicator = { ...taskThroughput, maturity: 6 * HOUR }
    const [counts] = await closed(t, [slow], busy(MONDAY, 40), MONDAY + 40 * HOUR)
    assert.equal(counts?.points.at(-1)?.at, MONDAY + 33 * HOUR)
  })

  test('carry no limit where the sample is too small for one', async t => {
    const open: Indicator = {
      ...taskThroughput,
      estimate: () => ({ ok: true, value: 1, lower: -Infinity, upper: Infinity, n: 9 }),
    }
    const [series] = await closed(t, [open], busy(MONDAY, 48), MONDAY + 48 * HOUR)
    assert.deepEqual(series?.points[0], { at: MONDAY, value: 1, lower: null, upper: null, n: 9 })
  })

  test('are keyed by unknown where a label is missing', async t => {
    const tasks = busy(MONDAY, 30).map(one => ({ ...one, labels: {} }))
    const [series] = await closed(t, [taskThroughput], tasks, MONDAY + 30 * HOUR)
    assert.deepEqual(series?.labels, { task_type: 'unknown' })
  })

  test('go back in time with no clock that does', async t => {
    const live = startLive(t, [taskThroughput])
    await live.tick(busy(MONDAY, 40), MONDAY + 40 * HOUR)
    const before = live.series()
    await live.close(MONDAY + 10 * HOUR)
    assert.deepEqual(live.series(), before)
  })
})

describe('series of a source', () => {
  test('are split by its name where several feed a kind', async t => {
    const tasks = busy(MONDAY, 30).map((one, i) => ({ ...one, source: i % 3 === 0 ? 'east' : 'west' }))
    const plan = planOf([{ ...taskThroughput, by: [] }])
    const series = await closed(t, [], tasks, MONDAY + 30 * HOUR, { plan, sources: ['east', 'west'] })
    assert.deepEqual(
      series.map(({ labels, points }) => [labels, points[3]?.value]),
      [
        [{ source: 'east' }, 10],
        [{ source: 'west' }, 20],
      ],
    )
  })
})

describe('what comes late', () => {
  test('goes into its cells, and the closed bucket gets the point that it would have had', async t => {
    const early = busy(MONDAY, 40)
    const late = busy(MONDAY + 5 * HOUR, 1, 'late')
    const whole = await closed(t, [taskThroughput, taskRunTimeP50], [...early, ...late], MONDAY + 40 * HOUR)
    const live = startLive(t, [taskThroughput, taskRunTimeP50])
    await live.tick(early, MONDAY + 40 * HOUR)
    live.learn(late)
    await live.close(MONDAY + 40 * HOUR)
    assert.deepEqual(live.series(), whole)
    assert.equal(live.revised(), 2)
  })

  test('changes nothing where the cells have been widened beyond the bucket', async t => {
    const live = startLive(t, [taskThroughput])
    await live.tick(busy(MONDAY, 48), MONDAY + 48 * HOUR)
    const before = live.series()
    live.store.transaction(() => live.store.cells.widen('task', 'db', DAY, MONDAY + DAY))
    live.learn(busy(MONDAY + 5 * HOUR, 1, 'late'))
    await live.close(MONDAY + 48 * HOUR)
    assert.deepEqual(live.series(), before)
  })
})

describe('places of a label', () => {
  test('go to the busiest values; the others are one series', async t => {
    const tasks = [1, 2, 3, 4, 5].flatMap(rank =>
      busy(MONDAY, 24 * rank, `t${rank}`).map(one => ({ ...one, labels: { task_type: `type ${rank}` } })),
    )
    const live = startLive(t, [taskThroughput], { labelValues: 2 })
    await live.tick(tasks, MONDAY + 5 * DAY)
    assert.deepEqual(
      live.series().map(({ labels }) => labels.task_type),
      ['other', 'type 4', 'type 5'],
    )
    const [overflow] = live.store.labels.overflow()
    assert.equal(overflow?.values, 3)
    assert.ok((overflow?.share ?? 0) > 0.3 && (overflow?.share ?? 1) < 0.45)
  })

  test('are taken from a dead value by a busy newcomer', async t => {
    const old = busy(MONDAY, 48, 'old').map(one => ({ ...one, labels: { task_type: 'old' } }))
    const fresh = busy(MONDAY + 8 * WEEK, 96, 'fresh').map(one => ({
      ...one,
      labels: { task_type: 'fresh' },
    }))
    const live = startLive(t, [taskThroughput], { labelValues: 1 })
    await live.tick(old, MONDAY + 3 * DAY)
    await live.tick([...old, ...fresh], MONDAY + 8 * WEEK + 4 * DAY)
    assert.deepEqual(
      live.series().map(({ labels }) => labels.task_type),
      ['fresh'],
    )
  })
})

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

  test('because its view throws stops nobody else', async t => {
    const view = (): never => assert.fail('no view')
    const live = startLive(t, [{ ...taskFailureRate, view }, taskThroughput])
    await live.tick(busy(MONDAY, 48), MONDAY + 48 * HOUR)
    const fine = live.series().find(({ indicator }) => indicator === 'task_throughput')
    assert.ok((fine?.points.length ?? 0) > 0)
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
