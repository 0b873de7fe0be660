import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import type { Plot } from '../../../../src/presentation/charts/plot.ts'
import { extentOf, scalesOf, timeTicks, valueTicks } from '../../../../src/presentation/charts/scale.ts'

const NONE: Plot = { points: [], bucket: HOUR, band: [], onset: null }

function plot(values: ReadonlyArray<number | null>, rest: Partial<Plot> = {}): Plot {
  return { ...NONE, points: values.map((value, index) => ({ at: index * HOUR, value })), ...rest }
}

describe('the value axis', () => {
  test('has round values, for seconds in minutes and hours', () => {
    assert.deepEqual(valueTicks(355, 590, 'seconds'), [360, 420, 480, 540])
    assert.deepEqual(valueTicks(0, 0.33, 'ratio'), [0, 0.1, 0.2, 0.3])
    assert.deepEqual(valueTicks(5, 5, 'count'), [5])
  })

  test('has at most a dozen marks whatever the range', () => {
    const end = fc.double({ min: -1e12, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(end, end, fc.constantFrom('seconds', 'ratio', 'count', 'unitless'), (a, b, unit) => {
        const ticks = valueTicks(Math.min(a, b), Math.max(a, b), unit)
        assert.ok(ticks.length <= 12)
        assert.ok(ticks.every(Number.isFinite))
      }),
    )
  })
})

describe('the time axis', () => {
  test('has round moments: hours within a day or two, then days, then years', () => {
    const labels = (to: number, most: number): string[] => timeTicks(0, to, most).map(({ label }) => label)
    assert.deepEqual(labels(DAY, 4), ['1 Jan', '06:00', '12:00', '18:00', '2 Jan'])
    assert.deepEqual(labels(6 * DAY, 3), ['1 Jan', '3 Jan', '5 Jan', '7 Jan'])
    assert.deepEqual(labels(3 * 366 * DAY, 3), ['1970', '1971', '1972', '1973'])
  })
})

describe('the extent of a chart', () => {
  test('holds its values, its band and the level that it has reached', () => {
    const band = [{ at: 0, lower: -5, upper: 3 }]
    const regime = { drawing: 'step', before: 1, after: 9, until: null, assessment: 'worse' } as const
    const extent = extentOf(plot([1, 2], { band, regime }))
    assert.ok(extent !== null && extent.low <= -5 && extent.high >= 9)
    assert.deepEqual([extent.from, extent.to], [0, 2 * HOUR])
  })

  test('is the one asked for, where the points do not fill it', () => {
    const extent = extentOf(plot([1, 2], { from: -HOUR, to: 9 * HOUR }))
    assert.deepEqual([extent?.from, extent?.to], [-HOUR, 9 * HOUR])
  })

  test('cuts a lone spike off only where that is asked for', () => {
    const values = Array.from({ length: 200 }, (_, index) => (index === 50 ? 1000 : 10 + (index % 3)))
    assert.ok((extentOf(plot(values))?.high ?? 0) > 1000)
    assert.ok((extentOf(plot(values), { cut: true })?.high ?? 1000) < 20)
  })

  test('begins at zero where the values are near it, if that is asked for', () => {
    assert.equal(extentOf(plot([1, 10]), { zero: true })?.low, 0)
    assert.ok((extentOf(plot([100, 110]), { zero: true })?.low ?? 0) > 90)
  })

  test('holds a limit that is near, and is not flattened by one that is far', () => {
    assert.ok((extentOf(plot([10, 20], { limit: 30 }))?.high ?? 0) >= 30)
    assert.ok((extentOf(plot([10, 20], { limit: 3000 }))?.high ?? 3000) < 30)
  })

  test('does not exist where there is nothing to draw', () => {
    for (const values of [[], [null], [Number.NaN]]) assert.equal(extentOf(plot(values)), null)
  })

  test('keeps every coordinate inside its frame, whatever the numbers', () => {
    const frame = { left: 10, top: 5, right: 90, bottom: 45 }
    const number = fc.double()
    fc.assert(
      fc.property(number, number, number, number, (a, b, at, value) => {
        const extent = { from: Math.min(a, b), to: Math.max(a, b), low: Math.min(a, b), high: Math.max(a, b) }
        const scales = scalesOf(extent, frame)
        assert.ok(scales.x(at) >= 10 && scales.x(at) <= 90)
        assert.ok(scales.y(value) >= 5 && scales.y(value) <= 45)
      }),
    )
  })
})
