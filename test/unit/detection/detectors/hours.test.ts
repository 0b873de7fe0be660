import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import type { Seen } from '../../../../src/detection/detectors/detector.ts'
import { type HoursState, hours } from '../../../../src/detection/detectors/hours.ts'
import { watchThreshold } from '../../../../src/detection/evidence/levels.ts'
import {
  autoregressive,
  HOURLY,
  hourly,
  raised,
  random,
  spoke,
  watch,
} from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

/** A nightly job of six times the usual, that takes `after` times the usual from a day on. */
function nightly(seed: number, from: number, after: number, days: number) {
  const noise = autoregressive(random(seed), 0.3)
  return watch(
    { ...HOURLY, family: 'positive' },
    hourly(
      24 * days,
      hour => 50 * Math.exp(0.12 * noise()) * (hour % 24 === 2 ? (hour >= 24 * from ? after : 6) : 1),
    ),
  )
}

describe('the hours watched as themselves', () => {
  test('tell within days that one of them has doubled, and call it that', () => {
    const count = inForm(2, 40)
    const first = [...Array(count).keys()].map(seed => raised(nightly(seed, 40, 12, 60).verdicts)[0])
    const right = first.filter(alarm => alarm?.kind === 'hour' && alarm.direction === 'up')
    assert.ok(right.length >= inForm(2, 36), spoke(first))
    const days = right.map(alarm => (alarm?.index ?? 0) / 24 - 40).toSorted((a, b) => a - b)
    assert.ok((days[Math.ceil(right.length / 2) - 1] ?? 99) <= 5, `${days}`)
  })

  test('are raised at the hour that changed, also where something else stood in the way until another hour', () => {
    const costs = Array.from({ length: 24 }, () => [208, 608, 208, 608])
    let state: HoursState = {
      slots: 24,
      costs,
      logs: costs.map(() => [0, 0, 0, 0]),
      total: 0,
      hour: -1,
      recovery: 0,
    }
    const claimed: { hour: number; direction: string }[] = []
    // So long it is another hour that is to blame for what this one differs by.
    const lower = 24 * 10
    const inTheWay = { log: 20, pages: true, kind: 'level', direction: 'up' } as const
    for (let hour = 0; hour < 24 * 12; hour += 1) {
      const slot = hour % 24
      const seen = {
        reading: {
          place: { day: 0, slot },
          raw: slot === 5 ? 7 : -0.1,
          deviation: slot === 5 && hour > lower ? 5 : -1,
        },
        options: HOURLY,
        plain: () => Number.NEGATIVE_INFINITY,
        claims: hour < 24 * 8 + 9 ? [inTheWay] : [],
      }
      const [next, evidence] = hours.step(state, seen as unknown as Seen, null)
      state = next
      if (evidence !== null && evidence.log >= Math.log(watchThreshold(HOUR)))
        claimed.push({ hour, direction: evidence.direction })
    }
    assert.deepEqual(claimed[0], { hour: lower + 5, direction: 'up' })
    assert.ok(claimed.every(({ hour }) => hour % 24 === 5))
  })

  test('say nothing of a nightly job that is what it was', () => {
    const count = inForm(1, 10)
    const alarms = [...Array(count).keys()].flatMap(seed => raised(nightly(seed, 0, 6, 70).verdicts))
    assert.ok(alarms.length <= 0.2 * count, spoke(alarms))
  })
})
