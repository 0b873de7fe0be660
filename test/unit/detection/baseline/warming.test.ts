import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import {
  addWarming,
  isWholeWeek,
  type WarmingState,
  warmedValues,
} from '../../../../src/detection/baseline/warming.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { HOURLY, monitor, normal, point, random } from '../../../support/detection/detection.ts'

describe('a warming series', () => {
  test('gives back the points that it was fed, gaps and trials too', () => {
    let state: WarmingState | null = null
    const values = [
      { at: 0, value: 5.5, n: 3 },
      { at: HOUR, value: 6.25, n: 4 },
      { at: 4 * HOUR, value: 1, n: 60 },
    ]
    for (const value of values) state = addWarming(state, value, HOUR, 'proportion')
    assert.deepEqual(warmedValues(state as WarmingState, HOUR), values)
  })

  test('begins again after a gap of more than ten days of hours', () => {
    const first = addWarming(null, { at: 0, value: 1, n: 1 }, HOUR, 'real')
    assert.equal(addWarming(first, { at: 300 * HOUR, value: 1, n: 1 }, HOUR, 'real').have, 1)
  })

  test('is a whole week where every weekday is there, and none where one fell into a gap', () => {
    const week = Array.from({ length: 168 }, (_, hour) => ({ at: hour * HOUR, value: Math.sin(hour), n: 1 }))
    const gap = week.filter(({ at }) => at < 60 * HOUR || at >= 84 * HOUR)
    const after = gap.map(({ at, ...rest }) => ({ at: at + 168 * HOUR, ...rest }))
    assert.equal(isWholeWeek(week, HOURLY, UTC), true)
    assert.equal(isWholeWeek(week.slice(0, 140), HOURLY, UTC), false)
    assert.equal(isWholeWeek([...gap, ...after], HOURLY, UTC), true)
    assert.equal(
      isWholeWeek(
        gap.filter(({ at }) => at < 48 * HOUR || at >= 96 * HOUR),
        HOURLY,
        UTC,
      ),
      false,
    )
  })

  test('of which a weekend is missing waits for a whole baseline', () => {
    const noise = normal(random(3))
    const weekend = (hour: number): boolean => hour >= 5 * 24 && hour < 7 * 24
    let state = monitor.start(HOURLY)
    let from = 0
    for (let hour = 0; hour < 24 * 22 && from === 0; hour += 1) {
      if (weekend(hour)) continue
      const [next, verdict] = monitor.observe(state, point(hour * HOUR, noise()))
      state = next
      if (verdict.status !== 'warming') from = hour + 1
    }
    assert.equal(from, 16 * 24)
  })

  test('is none of rare counts', () => {
    const rare = Array.from({ length: 168 }, (_, hour) => ({
      at: hour * HOUR,
      value: hour % 9 === 0 ? 1 : 0,
      n: 1,
    }))
    assert.equal(isWholeWeek(rare, HOURLY, UTC), false)
  })
})
