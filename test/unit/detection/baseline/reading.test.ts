import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitBaseline } from '../../../../src/detection/baseline/baseline.ts'
import { readPoint, startReading } from '../../../../src/detection/baseline/reading.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'

const gauss = normal(random(91))
const rhythm = (hour: number): number => 3 * Math.sin((hour * Math.PI) / 12)
const values = Array.from({ length: 336 }, (_, hour) => ({
  at: hour * HOUR,
  value: rhythm(hour) + gauss(),
  n: 1,
}))

describe('the reading of a point', () => {
  test('is its distance from the rhythm in sigma, and what was new in that', () => {
    const { model, noise } = fitBaseline(values, HOURLY, UTC)
    const state = startReading(model, UTC, noise)
    const { reading } = readPoint(model, state, { at: 342 * HOUR, value: 3 + 2, n: 1 }, HOURLY)
    assert.ok(Math.abs(reading.deviation - 2) < 0.7)
    assert.ok(Math.abs(reading.raw - reading.deviation) < 1)
    assert.deepEqual(reading.place, { day: 14, slot: 6 })
    assert.equal(reading.counted, null)
  })

  test('counts for less where the noise is known to be wider', () => {
    const { model, noise } = fitBaseline(values, HOURLY, UTC)
    const state = startReading(model, UTC, noise)
    const point = { at: 342 * HOUR, value: 5, n: 1 }
    const narrow = readPoint(model, state, point, HOURLY).reading.innovations[0] ?? 0
    const wide = readPoint(model, state, point, HOURLY, 2).reading.innovations[0] ?? 0
    assert.ok(Math.abs(wide - narrow / 2) < 0.3)
  })

  test('of a rate is what was counted', () => {
    const options = { ...HOURLY, family: 'proportion' as const }
    const shares = values.map(({ at }) => ({ at, value: 0.25, n: 8 }))
    const { model } = fitBaseline(shares, options, UTC)
    const { reading } = readPoint(
      model,
      startReading(model, UTC),
      { at: 400 * HOUR, value: 0.5, n: 8 },
      options,
    )
    assert.deepEqual(reading.counted, { events: 4, rest: 4 })
  })
})
