import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR, WEEK } from '../../../../src/core/duration.ts'
import type { Seen } from '../../../../src/detection/detectors/detector.ts'
import { type TrendState, trend } from '../../../../src/detection/detectors/trend.ts'
import { watchThreshold } from '../../../../src/detection/evidence/levels.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'
import { alarmUp, shownOf } from '../../../support/detection/shown.ts'

const WATCH = Math.log(watchThreshold(HOUR))
const gauss = normal(random(1))
const { baseline, seen: some } = shownOf(
  Array.from({ length: 340 }, (_, hour) => ({ at: hour * HOUR, value: gauss(), n: 1 })),
  HOURLY,
)
const [first] = some as [Seen, ...Seen[]]

/** Shows so many hours of each week, all `deviation(week)` above the baseline; gives what it says at the end of the last. */
function weeks(count: number, deviation: (week: number) => number, hours = 168) {
  let state = trend.init(baseline) as TrendState
  let said = null
  for (let week = 0; week <= count; week += 1) {
    for (let hour = 0; hour < (week === count ? 1 : hours); hour += 1) {
      const at = week * WEEK + hour * HOUR
      const seen = { ...first, at, reading: { ...first.reading, at, deviation: deviation(week) } }
      const [next, evidence] = trend.step(state, seen, null)
      state = next
      said = evidence
    }
  }
  return { state, said }
}

describe('evidence of a trend', () => {
  test('of eight weeks that rise each time is what Mann and Kendall say of them', () => {
    const { said } = weeks(8, week => 0.1 * week)
    // R: Kendall::MannKendall(1:8) gives S = 28, var(S) = 65.33; 2 * pnorm(-27 / sqrt(65.33)) = 8.363e-4.
    assert.ok(
      Math.abs((said?.log ?? 0) - (WATCH + Math.log(0.003) - Math.log(8.363e-4))) < 0.01,
      String(said?.log),
    )
    assert.equal(said?.direction, 'up')
    assert.equal(said?.pages, false)
    assert.equal(weeks(8, week => -0.1 * week).said?.direction, 'down')
  })

  test('is tested once in the length of each window, and says nothing between', () => {
    assert.equal(weeks(7, week => 0.1 * week).said, null)
    assert.ok(weeks(8, week => 0.1 * week).said)
    assert.equal(weeks(9, week => 0.1 * week).said, null)
    const sixteen = weeks(16, week => 0.1 * week).said?.log ?? 0
    assert.ok(sixteen > (weeks(8, week => 0.1 * week).said?.log ?? 0))
  })

  test('is none where it comes to less than a quarter of a standard deviation', () => {
    assert.equal(weeks(8, week => 0.02 * week).said, null)
    assert.equal(weeks(8, () => 1).said, null)
  })

  test('takes a point beyond three standard deviations for one of three', () => {
    assert.deepEqual(weeks(2, () => 1e6).state.weeks, weeks(2, () => 3).state.weeks)
  })

  test('leaves out a week of which less than a quarter was seen', () => {
    assert.equal(weeks(4, () => 1, 41).state.closed, 0)
    assert.equal(weeks(4, () => 1, 42).state.closed, 4)
  })

  test('remembers at most 64 weeks', () => {
    const { state } = weeks(80, week => week / 80, 42)
    assert.equal(state.weeks.length, 64)
    assert.equal(state.closed, 80)
  })

  test('says that its alarm is over once the series lies at its baseline again', () => {
    let { state } = weeks(8, week => 0.2 * week)
    let over = false
    for (let hour = 1; hour < 400 && !over; hour += 1) {
      const at = 8 * WEEK + hour * HOUR
      const seen = { ...first, at, reading: { ...first.reading, at, deviation: 0, raw: 0, innovations: [0] } }
      const [next, evidence] = trend.step(state, seen, alarmUp('slope'))
      state = next
      over = evidence?.over === true
    }
    assert.ok(over)
    assert.equal(trend.restart(state, true).recovery, null)
    assert.deepEqual(trend.restart(state, true).weeks, state.weeks)
  })
})
