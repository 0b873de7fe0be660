import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  autoregressive,
  HOURLY,
  hourly,
  normal,
  raised,
  random,
  spoke,
  watch,
} from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

/** Mostly lognormal, with a share of values four times as large. */
function tailed(seed: number, shareAt: (hour: number) => number, hours: number) {
  const uniform = random(seed)
  const gauss = normal(uniform)
  return watch(
    { ...HOURLY, family: 'positive' },
    hourly(hours, hour => 200 * Math.exp(0.2 * gauss()) * (uniform() < shareAt(hour) ? 4 : 1)),
  )
}

describe('the tail', () => {
  test('that grows from one in a hundred to one in twelve is told, and as a tail', () => {
    const count = inForm(2, 12)
    const first = [...Array(count).keys()].map(
      seed => raised(tailed(seed, hour => (hour >= 960 ? 1 / 12 : 0.01), 1900).verdicts)[0],
    )
    const right = first.filter(
      alarm => alarm?.kind === 'tail' && alarm.direction === 'up' && alarm.index >= 960,
    )
    assert.ok(right.length >= 0.75 * count, spoke(first))
  })

  test('that grows in noise with a memory is told on its own side', () => {
    for (let seed = 0; seed < inForm(1, 6); seed += 1) {
      const uniform = random(940 + seed)
      const noise = autoregressive(uniform, 0.5)
      const { verdicts } = watch(
        HOURLY,
        hourly(1900, hour => noise() + (uniform() < (hour >= 960 ? 1 / 20 : 0.005) ? 10 : 0)),
      )
      const tails = raised(verdicts).filter(({ kind, index }) => kind === 'tail' && index >= 960)
      assert.ok(
        tails.every(({ direction }) => direction === 'up'),
        spoke(tails),
      )
    }
  })

  test('that stays as heavy as it was is not', () => {
    const count = inForm(2, 12)
    const alarms = [...Array(count).keys()].flatMap(seed => raised(tailed(seed, () => 0.03, 2400).verdicts))
    assert.ok(alarms.length <= count / 5, spoke(alarms))
  })
})
