import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, WEEK } from '../../../../../src/core/duration.ts'
import { fitScores } from '../../../../../src/detection/baseline/baseline.ts'
import { mayWalk, remembersWeeks } from '../../../../../src/detection/detectors/shared/weeks.ts'
import { UTC } from '../../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../../support/detection/detection.ts'

describe('a series that hangs together from week to week', () => {
  test('is one of a memory that a week does not end', () => {
    const gauss = normal(random(7))
    const daily = Array.from({ length: 56 }, (_, day) => ({ at: day * DAY, score: gauss() }))
    const { model } = fitScores(daily, { ...HOURLY, bucket: DAY }, UTC)
    const of = (phi: number) =>
      model.type === 'whitened' ? { ...model, noise: { ...model.noise, phi: [phi] } } : model
    assert.ok(!remembersWeeks(of(0.5), DAY) && remembersWeeks(of(0.9), DAY))
    assert.ok(remembersWeeks(of(0.3), WEEK) && !remembersWeeks(of(0.97), HOUR))
    assert.ok(mayWalk(of(0.999)) && !mayWalk(of(0.5)))
  })
})
