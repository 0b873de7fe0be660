import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { type Clocks, rhythmOf } from '../../../../src/stats/segmentation/rhythm.ts'
import { ar1 } from '../../../support/detection/describing.ts'

function clocks(n: number, perDay = 24): Clocks {
  const day = Int32Array.from({ length: n }, (_, i) => Math.floor(i / perDay))
  return {
    perDay,
    hour: Uint8Array.from({ length: n }, (_, i) => (perDay === 1 ? 0 : i % 24)),
    weekday: Uint8Array.from(day, each => each % 7),
    weekend: Uint8Array.from(day, each => Number(each % 7 >= 5)),
    week: day.map(each => Math.floor(each / 7)),
    day,
  }
}

const row = (seed: number, n: number, rhythm: (i: number) => number): Float64Array =>
  Float64Array.from(ar1(randomStream(seed), n, 0.3), (z, i) => z + rhythm(i))
const day = (i: number): number => Math.floor(i / 24) % 7

describe('The rhythm of a row', () => {
  test('is the hour, the hour by weekend, or the hour of the week: whichever predicts best', () => {
    const hour = (i: number): number => 3 * Math.sin((2 * Math.PI * i) / 24)
    assert.equal(rhythmOf(row(1, 1680, hour), clocks(1680)).level, 'hour')
    const weekend = (i: number): number => (day(i) >= 5 ? 0.3 : 1) * hour(i)
    assert.equal(rhythmOf(row(2, 1680, weekend), clocks(1680)).level, 'weekend')
    const week = (i: number): number => hour(i) + (day(i) === 2 && i % 24 > 8 ? 4 : 0)
    assert.equal(rhythmOf(row(3, 1680, week), clocks(1680)).level, 'week')
  })

  test('is the hour with weekends lower as a whole where that is all there is', () => {
    const dip = (i: number): number => Math.sin((2 * Math.PI * i) / 24) - (day(i) >= 5 ? 0.6 : 0)
    for (const seed of [11, 12, 13]) {
      const { level, profile } = rhythmOf(row(seed, 1680, dip), clocks(1680))
      assert.equal(level, 'dip')
      const off = (i: number): number => (profile[i + 5 * 24] as number) - (profile[i] as number)
      assert.ok(Math.abs(off(3) + 0.6) < 0.2 && Math.abs(off(3) - off(15)) < 1e-9, String(off(3)))
    }
  })

  test('is none in noise, and none in a row of three days', () => {
    const { level, profile } = rhythmOf(
      row(4, 1680, () => 0),
      clocks(1680),
    )
    assert.equal(level, 'none')
    assert.ok(profile.every(value => value === 0))
    assert.equal(
      rhythmOf(
        row(5, 72, i => 9 * (i % 24)),
        clocks(72),
      ).level,
      'none',
    )
  })

  test('is learnt from days where there are no two weeks, and of daily rows by the weekday', () => {
    assert.equal(
      rhythmOf(
        row(6, 216, i => 4 * Math.cos((2 * Math.PI * i) / 24)),
        clocks(216),
      ).level,
      'hour',
    )
    const daily = rhythmOf(
      row(7, 120, i => (i % 7 >= 5 ? -3 : 0)),
      clocks(120, 1),
    )
    const [monday = 0, saturday = 0] = [daily.profile[0], daily.profile[5]]
    assert.ok(Math.abs(monday - saturday - 3) < 0.7, `${monday} and ${saturday}`)
  })

  test('moves no level and bends no step', () => {
    const stepped = row(8, 1680, i => 3 * Math.sin((2 * Math.PI * i) / 24) + (i >= 900 ? 5 : 0))
    const { profile } = rhythmOf(stepped, clocks(1680))
    const mean = profile.reduce((sum, value) => sum + value, 0) / profile.length
    assert.ok(Math.abs(mean) < 1e-9)
    assert.ok(Math.abs(Math.max(...profile) - 3) < 0.5, String(Math.max(...profile)))
  })

  test('is not learnt from what is missing', () => {
    const gaps = row(9, 1680, i => 3 * Math.sin((2 * Math.PI * i) / 24)).map((value, i) =>
      i % 5 === 0 ? Number.NaN : value,
    )
    assert.ok(rhythmOf(gaps, clocks(1680)).profile.every(Number.isFinite))
  })
})
