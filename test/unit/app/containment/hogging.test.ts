import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { createHogging } from '../../../../src/app/containment/hogging.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Owner } from '../../../../src/core/loop-guard/owners.ts'
import { createStrays } from '../../../../src/pipeline/collect/strays.ts'
import { linesOf } from '../../../support/log.ts'

const orders: Owner = { kind: 'source', name: 'orders' }
const pager: Owner = { kind: 'notifier', name: 'pager' }

/** `pass` lets real seconds pass. */
function watched(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { log, lines } = linesOf()
  const strays = createStrays()
  const clock = manualClock(0)
  let now = 0
  const hogging = createHogging({ strays, clock, log, stopwatch: () => now })
  t.after(() => hogging.stop())
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds; i++) {
      now += 1
      clock.advance(1000)
      t.mock.timers.tick(1000)
    }
  }
  return { hogging, lines, pass, faults: () => strays.all(clock.now()) }
}

describe('a part that holds up everything in bursts', () => {
  test('is named once for as long as that lasts, and once when it is over', t => {
    const { hogging, lines, pass, faults } = watched(t)
    const hogs = (seconds: number): void => {
      for (let i = 0; i < seconds; i += 5) {
        pass(5)
        hogging.held(orders, 4, 'toy.ts:7')
      }
    }
    hogs(35)
    assert.deepEqual(lines, [])
    hogs(2 * (HOUR / 1000))
    assert.equal(lines.length, 1)
    assert.match(
      lines[0] ?? '',
      /error a source holds up everything for more than half of the time; it goes on source=orders place=toy.ts:7/,
    )
    const message = 'holds up everything for more than half of the time'
    assert.deepEqual(faults(), [{ owner: orders, message }], 'as new after two hours')
    pass(60)
    assert.match(lines[1] ?? '', /a source no longer holds up everything.*source=orders/)
    assert.equal(lines.length, 2)
    assert.deepEqual(faults(), [])
    hogs(40)
    assert.equal(lines.length, 3, 'it is new again')
  })

  test('is not named for less than half of the time, for what others do, or for one time that was long', t => {
    const { hogging, lines, pass, faults } = watched(t)
    for (let i = 0; i < 20; i++) {
      pass(10)
      hogging.held(orders, 4)
      hogging.held(pager, 3)
    }
    hogging.held(pager, 3600)
    assert.deepEqual([lines, faults()], [[], []])
  })
})
