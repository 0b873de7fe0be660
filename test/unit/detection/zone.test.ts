// A rhythm by the clocks of a zone, over a change of them.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { wallTime } from '../../../src/core/zones/time-zone.ts'
import { autoregressive, HOURLY, point, raised, random, watch } from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

/** The clocks of Berlin are put forward on day 40. */
const START = Date.UTC(2026, 2, 29) - 40 * DAY
const ZONE = 'Europe/Berlin'

/** Of so many series with a strong rhythm by the clocks on the wall, those on which an alarm is raised in 50 days after the change. */
function alarmed(count: number, zone: string | undefined): number {
  let some = 0
  for (let seed = 0; seed < count; seed += 1) {
    const noise = autoregressive(random(seed), 0.3)
    const points = Array.from({ length: 90 * 24 }, (_, hour) => {
      const at = START + hour * HOUR
      const wall = wallTime(ZONE, at).minute / 60
      return point(at, 300 * Math.exp(1.2 * Math.sin((2 * Math.PI * (wall - 9)) / 24) + 0.1 * noise()))
    })
    const { verdicts } = watch({ ...HOURLY, family: 'positive', zone }, points)
    if (raised(verdicts).some(({ index }) => index >= 40 * 24)) some += 1
  }
  return some
}

describe('a move of the clocks', () => {
  test('moves the rhythm of a series whose zone is known, and raises nothing', () => {
    assert.equal(alarmed(inForm(1, 6), ZONE), 0)
  })

  test('is found out where the zone is not known, and raises nothing', () => {
    assert.equal(alarmed(inForm(1, 6), undefined), 0)
  })

  test('is a change where another zone was named', () => {
    assert.ok(alarmed(inForm(1, 2), 'Asia/Tokyo') > 0)
  })
})
