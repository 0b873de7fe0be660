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

const QUIET = { raw: -0.1, deviation: -1 }

/** When so many days of points are claimed, and in which direction; until `blocked` another change stands in the way. */
function claimsOf(
  days: number,
  at: (hour: number) => { raw: number; deviation: number },
  blocked = 0,
): { hour: number; direction: string }[] {
  const costs = Array.from({ length: 24 }, () => [208, 608, 208, 608])
  const logs = costs.map(() => [0, 0, 0, 0])
  let state: HoursState = { slots: 24, costs, logs, total: 0, hour: -1, recovery: 0 }
  const claimed: { hour: number; direction: string }[] = []
  const inTheWay = { log: 20, pages: true, kind: 'level', direction: 'up' } as const
  for (let hour = 0; hour < 24 * days; hour += 1) {
    const seen = {
      reading: { place: { day: 0, slot: hour % 24 }, ...at(hour) },
      model: { type: 'whitened', rhythm: { slots: 24, cells: [], widths: [], off: 'none' } },
      options: HOURLY,
      plain: () => Number.NEGATIVE_INFINITY,
      claims: hour < blocked ? [inTheWay] : [],
    }
    const [next, evidence] = hours.step(state, seen as unknown as Seen, null)
    state = next
    if (evidence !== null && evidence.log >= Math.log(watchThreshold(HOUR)))
      claimed.push({ hour, direction: evidence.direction })
  }
  return claimed
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
    const claimed = claimsOf(12, hour => (hour % 24 === 5 ? { raw: 7, deviation: 5 } : QUIET), 24 * 8 + 9)
    assert.deepEqual(claimed[0], { hour: 24 * 9 + 5, direction: 'up' })
    assert.ok(claimed.every(({ hour }) => hour % 24 === 5))
  })

  test('have no part in what they differ by because of the hour before, until they have moved themselves', () => {
    const lower = 24 * 10
    const claimed = claimsOf(20, hour =>
      hour % 24 === 5 ? { raw: 7, deviation: hour > lower ? 5 : -1 } : QUIET,
    )
    assert.deepEqual(claimed[0], { hour: 24 * 13 + 5, direction: 'up' })
  })

  test('have no part in a level that moved for all of them', () => {
    assert.deepEqual(
      claimsOf(40, hour => ({ raw: hour % 24 === 5 ? 0.3 : 0.1, deviation: 5 })),
      [],
    )
  })

  test('say nothing of a nightly job that is what it was', () => {
    const count = inForm(1, 10)
    const alarms = [...Array(count).keys()].flatMap(seed => raised(nightly(seed, 0, 6, 70).verdicts))
    assert.ok(alarms.length <= 0.2 * count, spoke(alarms))
  })
})
