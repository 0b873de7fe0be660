import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { taskTimeoutShare } from '../../../../src/indicators/work/task-timeout-share.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { MONDAY, task } from '../../../support/facts/lifecycles.ts'
import { estimated, estimateOver } from '../../../support/facts/windows.ts'

const DAY_LONG = [MONDAY, MONDAY + 24 * HOUR] as const

function running(...seconds: readonly number[]): Lifecycle[] {
  return seconds.map((run, i) => task(MONDAY + i, 0, Math.round(run * SECOND)))
}

function ordinary(seed: number, count: number, logSd = 0.5): number[] {
  const random = randomStream(seed, 'run')
  return Array.from({ length: count }, () => random.lognormal(60, logSd))
}

describe('timeout share', () => {
  test('is the share of run times that all end at the same longest one', () => {
    const cut = ordinary(51, 30).map(run => Math.min(run, 90))
    const pinned = cut.filter(run => run === 90).length
    assert.ok(pinned >= 3)
    assert.equal(estimated(taskTimeoutShare, running(...cut), ...DAY_LONG).value, pinned / 30)
  })

  test('sees a timeout of 900 s through the jitter of its timer', () => {
    const jitter = Array.from({ length: 12 }, (_, i) => 900 + 0.25 * i)
    assert.equal(estimated(taskTimeoutShare, running(...ordinary(52, 28), ...jitter), ...DAY_LONG).value, 0.3)
  })

  test('sees it although one task was stuck for longer in being stopped', () => {
    const times = [...ordinary(53, 40), ...Array.from({ length: 9 }, () => 900), 1500]
    assert.equal(estimated(taskTimeoutShare, running(...times), ...DAY_LONG).value, 9 / 50)
  })

  test('is all of them where every run takes exactly as long', () => {
    const { value, upper } = estimated(taskTimeoutShare, running(...Array.from({ length: 25 }, () => 2)))
    assert.deepEqual([value, upper], [1, 1])
  })

  test('is zero for two alike at the top, which chance brings now and then', () => {
    const times = [...ordinary(54, 30).map(run => Math.min(run, 800)), 900, 901]
    assert.equal(estimated(taskTimeoutShare, running(...times), ...DAY_LONG).value, 0)
  })

  test('does not take a common short run time for a timeout', () => {
    const times = [...ordinary(55, 20).map(run => run + 10), ...Array.from({ length: 20 }, () => 5)]
    assert.equal(estimated(taskTimeoutShare, running(...times), ...DAY_LONG).value, 0)
  })

  test('is zero for skewed run times without a timeout, in 99 windows of 100', () => {
    let raised = 0
    for (let i = 0; i < 1000; i++) {
      const times = ordinary(1000 + i, 20 + (i % 80), 0.4 + (i % 5) / 10)
      if (estimated(taskTimeoutShare, running(...times), ...DAY_LONG).value > 0) raised++
    }
    assert.ok(raised <= 10, `${raised} of 1000`)
  })

  test('leaves out what has no start and declines below twenty', () => {
    const known = running(...ordinary(56, 19))
    const unknown = known.map(one => ({ ...one, startedAt: null, start: null, endedAt: MONDAY + MINUTE }))
    const estimate = estimateOver(taskTimeoutShare, [...known, ...unknown])
    assert.deepEqual(estimate, { ok: false, reason: 'insufficient', n: 19 })
  })
})
