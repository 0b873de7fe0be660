import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Millis } from '../../../../src/core/clock.ts'
import { DAY, SECOND } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { roiLatencyP50 } from '../../../../src/indicators/money/roi-latency-p50.ts'
import type { Lifecycle } from '../../../../src/lifecycles/lifecycle.ts'
import { lifecycle, MONDAY } from '../../../support/facts/lifecycles.ts'
import { estimated, estimateOver } from '../../../support/facts/windows.ts'
import { inForm } from '../../../support/long-form.ts'
import { assertClose } from '../../../support/numbers.ts'

function invested(openedAt: Millis, endedAt: Millis | null, outcome = 'realised'): Lifecycle {
  return lifecycle('roi', { openedAt, endedAt, outcome: endedAt === null ? null : outcome })
}

/** Investments from long before the window on; `slower` from MONDAY on. Median latency 5 days at first. */
function stream(seed: number, perDay: number, slower: number): Lifecycle[] {
  const random = randomStream(seed, 'roi')
  return Array.from({ length: 60 * perDay }, () => {
    const openedAt = MONDAY + Math.floor((random.uniform() * 60 - 40) * DAY)
    const hazard = Math.LN2 / (5 * DAY)
    // Exponential whose hazard is divided by `slower` from MONDAY on, at whatever age.
    const budget = random.exponential(1) / hazard
    const before = Math.max(0, MONDAY - openedAt)
    const latency = budget <= before ? budget : before + (budget - before) * slower
    return invested(openedAt, Math.round(openedAt + latency))
  })
}

describe('ROI latency', () => {
  test('is the median where every investment is watched from spend to return', () => {
    const days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    const all = days.map(day => invested(MONDAY, MONDAY + day * DAY))
    assertClose(estimated(roiLatencyP50, all, MONDAY, MONDAY + 20 * DAY).value, (6 * DAY) / SECOND, 0.005)
  })

  test('counts pending investments as not yet returned instead of dropping them', () => {
    const days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    const all = days.map(day => invested(MONDAY, MONDAY + day * DAY))
    const pending = Array.from({ length: 9 }, () => invested(MONDAY, null))
    const estimate = estimated(roiLatencyP50, [...all, ...pending], MONDAY, MONDAY + 20 * DAY)
    assertClose(estimate.value, (10 * DAY) / SECOND, 0.005)
    assert.equal(estimate.n, 11)
  })

  test('lets a write-off stand for money that never returns', () => {
    const returned = Array.from({ length: 12 }, (_, i) => invested(MONDAY, MONDAY + (i + 1) * DAY))
    const lost = Array.from({ length: 8 }, () => invested(MONDAY, MONDAY + DAY / 2, 'written_off'))
    const estimate = estimated(roiLatencyP50, [...returned, ...lost], MONDAY, MONDAY + 20 * DAY)
    assertClose(estimate.value, (10 * DAY) / SECOND, 0.005)
    const most = Array.from({ length: 20 }, () => invested(MONDAY, MONDAY + DAY / 2, 'written_off'))
    const declined = estimateOver(roiLatencyP50, [...returned, ...most], MONDAY, MONDAY + 20 * DAY)
    assert.deepEqual(declined, { ok: false, reason: 'insufficient', n: 12 })
  })

  test('does not look past the end of its window', () => {
    const all = stream(61, 20, 1)
    const [from, to] = [MONDAY - 5 * DAY, MONDAY]
    const known = all.map(one => ((one.endedAt ?? 0) >= to ? invested(one.openedAt ?? 0, null) : one))
    assert.deepEqual(estimated(roiLatencyP50, known, from, to), estimated(roiLatencyP50, all, from, to))
  })

  test('finds the true median from a window much shorter than the latency itself', () => {
    const runs = inForm(60, 401)
    let held = 0
    let total = 0
    let declined = 0
    for (let seed = 0; seed < runs; seed++) {
      const estimate = estimateOver(roiLatencyP50, stream(seed, 20, 1), MONDAY, MONDAY + 2 * DAY)
      if (!estimate.ok) {
        declined++
        continue
      }
      const { value, lower, upper } = estimate
      const truth = (5 * DAY) / SECOND
      if (lower <= truth && truth <= upper) held++
      total += value / truth
    }
    assert.equal(declined, 1, 'one in four hundred has a hole, with nobody at risk at some age')
    const answered = runs - declined
    assert.ok(Math.abs(total / answered - 1) < inForm(0.08, 0.05), `mean ratio ${total / answered}`)
    const [least, most] = inForm([0.87, 1], [0.92, 0.985])
    assert.ok(held / answered > least && held / answered < most, `coverage ${held / answered}`)
  })

  test('shows a slowing at once, without waiting for slow cohorts to ripen', () => {
    const all = stream(62, 60, 2)
    const before = estimated(roiLatencyP50, all, MONDAY - 2 * DAY, MONDAY)
    const after = estimated(roiLatencyP50, all, MONDAY, MONDAY + 2 * DAY)
    assert.ok(after.value > 1.6 * before.value, `${before.value} to ${after.value}`)
    assert.ok(after.lower > before.upper)
  })

  test('leaves out a return before the spend, and one whose spend is not known', () => {
    const good = Array.from({ length: 11 }, (_, i) => invested(MONDAY, MONDAY + (i + 1) * DAY))
    const odd = [invested(MONDAY + DAY, MONDAY), lifecycle('roi', { endedAt: MONDAY, outcome: 'realised' })]
    assert.deepEqual(
      estimated(roiLatencyP50, [...good, ...odd], MONDAY, MONDAY + 20 * DAY),
      estimated(roiLatencyP50, good, MONDAY, MONDAY + 20 * DAY),
    )
  })
})
