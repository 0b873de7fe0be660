import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../../src/core/duration.ts'
import {
  fitRuns,
  gapLengths,
  logSurvival,
  tieLengths,
  withRun,
} from '../../../../../src/detection/detectors/shared/runs.ts'

describe('runs', () => {
  test('are told by their lengths', () => {
    assert.deepEqual(gapLengths([0, HOUR, 4 * HOUR], HOUR), [1, 3])
    assert.deepEqual(tieLengths([1, 1, 2, 3, 3, 3], 0), [2, 1, 3])
  })

  test('that are seen later count, and the longest of them makes the tail heavier', () => {
    const frozen = fitRuns([1, 1, 1, 2, 1, 5, 1, 1])
    assert.deepEqual(withRun(frozen, 3), { ...frozen, count: 9 })
    const longer = withRun(frozen, 20)
    assert.equal(logSurvival(longer, 20), 0)
    assert.ok(logSurvival(longer, 30) > logSurvival(frozen, 30))
  })

  test('within what was seen are no surprise, and beyond it ever more of one', () => {
    const frozen = fitRuns([1, 1, 1, 2, 1, 5, 1, 1])
    assert.equal(logSurvival(frozen, 5), 0)
    assert.ok(logSurvival(frozen, 6) < -2 && logSurvival(frozen, 20) < logSurvival(frozen, 6))
  })

  test('of a series that was always there page after three empty hours', () => {
    const frozen = fitRuns(Array.from({ length: 335 }, () => 1))
    assert.ok(-logSurvival(frozen, 3) < Math.log(720_000))
    assert.ok(-logSurvival(frozen, 4) > Math.log(720_000))
  })
})
