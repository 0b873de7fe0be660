import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { DAY, HOUR, MINUTE, WEEK } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import type { Indicator } from '../../../../src/indicators/indicator.ts'
import { indicators } from '../../../../src/indicators/registry.ts'
import { taskFailureRate } from '../../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { LIFECYCLE_KINDS } from '../../../../src/lifecycles/registry.ts'
import { historyOf } from '../../../support/facts/histories.ts'
import { busy, MONDAY, taskHistory } from '../../../support/facts/lifecycles.ts'
import { type LiveSeries, startLive } from '../../../support/facts/live.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { inForm } from '../../../support/long-form.ts'

const SPAN = 35 * DAY
const TASKS = taskHistory(21, inForm(2000, 6000), SPAN)

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

describe('replay equals live', () => {
  for (const kind of LIFECYCLE_KINDS) {
    const own = indicators.filter(indicator => indicator.kind === kind)
    if (own.length === 0) continue
    const history = historyOf(kind, 21, inForm(kind === 'claim' ? 2000 : 800, 6000), SPAN)

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
          { length: inForm(6, 40) },
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
    const write = atOnce(live.store.cells.widen('task', 'db', DAY, MONDAY + DAY))
    live.store.transaction(() => write?.())
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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
