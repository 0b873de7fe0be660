import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { nextArrival, rhythm } from '../../../../src/demo/simulator/rhythm.ts'

const monday = Date.UTC(2026, 4, 4)

describe('the rhythm of a week', () => {
  test('is one on average', () => {
    const hours = Array.from({ length: 168 * 4 }, (_, i) => rhythm(monday + (i * HOUR) / 4))
    const mean = hours.reduce((sum, height) => sum + height, 0) / hours.length
    assert.ok(Math.abs(mean - 1) < 1e-3, String(mean))
  })

  test('is highest at two in the afternoon, and lower on Saturday and Sunday', () => {
    const day = Array.from({ length: 24 }, (_, hour) => rhythm(monday + hour * HOUR))
    assert.equal(day.indexOf(Math.max(...day)), 14)
    for (const weekend of [5, 6]) {
      assert.ok(Math.abs(rhythm(monday + weekend * DAY) / rhythm(monday) - 0.6) < 1e-9)
    }
  })
})

describe('arrivals', () => {
  const random = randomStream(1, 'arrivals')
  const arrivals: number[] = []
  for (let at = monday; at < monday + 70 * DAY; at = nextArrival(at, 100, random)) arrivals.push(at)

  test('come as often a day as asked for', () => {
    // A Poisson count of 7,000 has a standard deviation of 84.
    assert.ok(Math.abs(arrivals.length - 7000) < 4 * 84, String(arrivals.length))
  })

  test('go forward, and follow the rhythm', () => {
    assert.ok(arrivals.every((at, i) => i === 0 || at > (arrivals[i - 1] ?? 0)))
    const hour = (at: number): number => Math.floor((at % DAY) / HOUR)
    const count = (from: number, to: number): number =>
      arrivals.filter(at => hour(at) >= from && hour(at) < to).length
    assert.ok(count(12, 16) > 2 * count(0, 4))
  })
})
