import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../../../src/core/duration.ts'
import { taskFailureRate } from '../../../../../src/indicators/work/task-failure-rate.ts'
import { taskThroughput } from '../../../../../src/indicators/work/task-throughput.ts'
import {
  type CarriersDeps,
  nameOf,
  type Shape,
  startSearch,
} from '../../../../../src/pipeline/alerts/carriers/search.ts'
import { FAILURES_OF_BUILD } from '../../../../support/facts/divided-work.ts'

const AT = Date.UTC(2026, 10, 16, 4)
function shape(kind: Shape['kind'] = 'level', lower = AT - 3 * HOUR, upper = AT): Shape {
  return { kind, onset: { value: AT - HOUR, lower, upper } }
}

/** A store whose last closed bucket of the series ends then. */
function deps(closed: number, indicator = taskFailureRate): CarriersDeps {
  return {
    store: {
      cells: {} as CarriersDeps['store']['cells'],
      series: {
        lastPoint: () => ({ at: closed - HOUR, value: 1, lower: null, upper: null, n: 1 }),
      } as unknown as CarriersDeps['store']['series'],
    },
    settingsOf: () => ({ indicator }),
    sourcesOf: () => ['platform'],
    watchdog: { begin: () => undefined, end: () => undefined },
  }
}

function spansAfter(stood: number) {
  return startSearch(deps(AT + HOUR + stood), { series: FAILURES_OF_BUILD, change: shape() })?.spans
}

describe('what is read about a change', () => {
  test('is the time since, and the same hours of four weeks before', () => {
    const is = { from: AT + HOUR, to: AT + 6 * HOUR }
    assert.deepEqual(
      spansAfter(5 * HOUR),
      [1, 2, 3, 4].map(k => ({ from: is.from - k * WEEK, to: is.to - k * WEEK })).concat(is),
    )
  })

  test('is of the last week where it has stood for longer, and of weeks that lie wholly before the onset', () => {
    const spans = spansAfter(30 * DAY) ?? []
    const is = spans.at(-1)
    assert.ok(is)
    assert.equal(is.to - is.from, WEEK)
    assert.equal(spans.length, 5)
    for (const { from, to } of spans.slice(0, -1)) {
      assert.ok(to <= AT - 3 * HOUR, 'before the onset')
      assert.equal((is.from - from) % WEEK, 0)
    }
  })

  test('ends at moments half as far again from the onset, so that a restart reads the same', () => {
    const ends = [5, 7, 8, 11, 12, 17].map(hours => (spansAfter(hours * HOUR)?.at(-1)?.to ?? 0) - AT - HOUR)
    assert.deepEqual(
      ends.map(end => end / HOUR),
      [5, 5, 8, 8, 12, 12],
    )
    assert.equal(spansAfter(4 * HOUR), undefined)
  })

  test('is, of a page, the bucket that is closed last where the time since is too short', () => {
    const early = (stood: number) =>
      startSearch(deps(AT + HOUR + stood), {
        series: FAILURES_OF_BUILD,
        change: shape(),
        severity: 'page',
      })?.spans.at(-1)
    assert.deepEqual(early(-2 * HOUR), { from: AT - 2 * HOUR, to: AT - HOUR })
    assert.deepEqual(early(HOUR), { from: AT + HOUR, to: AT + 2 * HOUR })
    assert.deepEqual(early(4 * HOUR), { from: AT + HOUR, to: AT + 5 * HOUR })
    assert.equal(early(-5 * HOUR), undefined, 'before the onset')
  })

  test('is nothing of a count, of an onset without an end, of a kind without a size, or of a series of what has no series of its own', () => {
    const closed = AT + 2 * DAY
    const of = (change: Shape, series = FAILURES_OF_BUILD, indicator = taskFailureRate) =>
      startSearch(deps(closed, indicator), { series, change })
    assert.ok(of(shape('slope')))
    assert.equal(of(shape('stuck')), null)
    assert.equal(of(shape('level', Number.NEGATIVE_INFINITY)), null)
    assert.equal(of(shape(), FAILURES_OF_BUILD, taskThroughput), null)
    assert.equal(of(shape(), { ...FAILURES_OF_BUILD, labels: { task_type: 'other' } }), null)
    assert.equal(
      startSearch(
        { ...deps(closed), settingsOf: () => null },
        { series: FAILURES_OF_BUILD, change: shape() },
      ),
      null,
    )
  })

  test('goes by a name that another onset or kind does not share', () => {
    const names = [shape(), shape('slope'), shape('level', AT - 4 * HOUR)].map(one =>
      nameOf(FAILURES_OF_BUILD, one),
    )
    assert.equal(new Set(names).size, 3)
  })
})
