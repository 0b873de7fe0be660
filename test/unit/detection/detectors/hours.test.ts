import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
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

  test('say nothing of a nightly job that is what it was', () => {
    const count = inForm(1, 10)
    const alarms = [...Array(count).keys()].flatMap(seed => raised(nightly(seed, 0, 6, 70).verdicts))
    assert.ok(alarms.length <= 0.2 * count, spoke(alarms))
  })
})
