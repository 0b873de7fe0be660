import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nameOf, type Owner } from '../../../src/core/loop-guard/owners.ts'
import { NoTimeLeft } from '../../../src/core/watchdog.ts'
import { ask, watchedIndicator } from '../../../src/indicators/ask.ts'
import type { Estimate } from '../../../src/indicators/indicator.ts'
import { startTally } from '../../../src/indicators/tally.ts'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'

const window = { from: 0, to: 1 }

function answering(estimate: () => Estimate): ReturnType<typeof ask> {
  return ask({ ...taskThroughput, estimate }, startTally, window)
}

describe('asking an indicator', () => {
  test('gives its answer as it is', () => {
    const good = { ok: true, value: 1, lower: 0, upper: Number.POSITIVE_INFINITY, n: 3 } as const
    const declines = { ok: false, reason: 'stale', n: 1 } as const
    assert.deepEqual(
      answering(() => good),
      { estimate: good, fault: null },
    )
    assert.deepEqual(
      answering(() => declines),
      { estimate: declines, fault: null },
    )
  })

  test('names the fault of one that throws or answers nonsense, and takes it for insufficient', () => {
    const faults: Array<[() => Estimate, RegExp]> = [
      [
        () => {
          throw new Error('out of order')
        },
        /^out of order$/,
      ],
      [() => undefined as never, /no estimate/],
      [() => 7 as never, /no estimate/],
      [() => ({ ok: true, value: Number.NaN, lower: 0, upper: 1, n: 3 }), /the value is NaN/],
      [
        () => ({ ok: true, value: Number.POSITIVE_INFINITY, lower: 0, upper: 1, n: 3 }),
        /the value is Infinity/,
      ],
      [() => ({ ok: true, value: 2, lower: 0, upper: 1, n: 3 }), /2 lies outside its interval \[0, 1\]/],
      [() => ({ ok: true, value: 0, lower: Number.NaN, upper: 1, n: 3 }), /outside its interval/],
      [() => ({ ok: false, reason: 'insufficient', n: -1 }), /n is -1/],
    ]
    for (const [estimate, message] of faults) {
      const { estimate: taken, fault } = answering(estimate)
      assert.deepEqual(taken, { ok: false, reason: 'insufficient', n: 0 })
      assert.equal(fault?.indicator, 'task_throughput')
      assert.match(fault?.message ?? '', message)
    }
  })

  test('takes a fault in its view of a cell for one of its own', () => {
    const tallied = (): never => {
      throw new Error('no such view')
    }
    assert.equal(ask(taskThroughput, tallied, window).fault?.message, 'no such view')
  })

  test('estimates nothing where no part has time left: it is no fault of the indicator', () => {
    const begin = (): never => {
      throw new NoTimeLeft('slowburn ends')
    }
    const watched = watchedIndicator(taskThroughput, { begin, end: () => {} })
    assert.throws(() => ask(watched, startTally, window), NoTimeLeft)
  })

  test('says to the watch when it begins and ends, a throw included', () => {
    const heard: string[] = []
    const watch = { begin: (who: Owner) => heard.push(`begin ${nameOf(who)}`), end: () => heard.push('end') }
    const estimate = (): never => {
      throw new Error('out of order')
    }
    const watched = watchedIndicator({ ...taskThroughput, view: () => {}, estimate }, watch)
    watched.view?.({ from: 0, to: 1, tally: startTally() }, window, startTally())
    assert.equal(ask(watched, startTally, window).fault?.message, 'out of order')
    assert.deepEqual(heard, [
      'begin indicator task_throughput',
      'end',
      'begin indicator task_throughput',
      'end',
    ])
    assert.equal(watchedIndicator(taskThroughput, watch).view, taskThroughput.view)
  })
})
