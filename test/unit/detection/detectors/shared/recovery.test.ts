import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import { fitBaseline } from '../../../../../src/detection/baseline/baseline.ts'
import type { Reading } from '../../../../../src/detection/baseline/reading.ts'
import { startRecovery, stepRecovery } from '../../../../../src/detection/detectors/shared/recovery.ts'
import { UTC } from '../../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../../support/detection/detection.ts'

const gauss = normal(random(8))
const { model } = fitBaseline(
  Array.from({ length: 336 }, (_, hour) => ({ at: hour * HOUR, value: gauss(), n: 1 })),
  HOURLY,
  UTC,
)
const reading = (innovation: number): Reading => ({
  at: 0,
  place: { day: 0, slot: 0 },
  score: 0,
  lately: 1,
  deviation: innovation,
  innovations: [innovation],
  raw: innovation,
  counted: null,
})

describe('the test whether an alarm is over', () => {
  test('gathers evidence at the old level and none at the new one', () => {
    let back = startRecovery(model, 'up', 1)
    let still = startRecovery(model, 'up', 1)
    for (let point = 0; point < 60; point += 1) {
      back = stepRecovery(back, model, reading(0))
      still = stepRecovery(still, model, reading(1))
    }
    assert.ok(back.evidence > 5)
    assert.equal(still.evidence, 0)
  })

  test('is not decided by one point', () => {
    assert.ok(stepRecovery(startRecovery(model, 'up', 2), model, reading(-100)).evidence <= 3.4)
  })
})
