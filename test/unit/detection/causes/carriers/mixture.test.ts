import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { valueOfMixture } from '../../../../../src/detection/causes/carriers/mixture.ts'
import { taskFailureRate } from '../../../../../src/indicators/work/task-failure-rate.ts'
import { taskRunTimeP50 } from '../../../../../src/indicators/work/task-run-time-p50.ts'
import { tallyOf } from '../../../../support/facts/divided-work.ts'
import { assertClose } from '../../../../support/numbers.ts'

const WINDOW = { from: 0, to: 1 }

describe('a mixture', () => {
  test('weighs its parts by their shares, whatever their sizes', () => {
    const parts = [
      { part: { tally: tallyOf(1000, 100), size: 1000 }, share: 0.25 },
      { part: { tally: tallyOf(10, 5), size: 10 }, share: 0.75 },
    ]
    assertClose(valueOfMixture(taskFailureRate, parts, WINDOW) ?? Number.NaN, 0.25 * 0.1 + 0.75 * 0.5)
  })

  test('has the median of the mixture of distributions', () => {
    const fast = Array.from({ length: 900 }, (_, i) => 10 + i / 900)
    const slow = Array.from({ length: 100 }, (_, i) => 100 + i / 100)
    const mixed = (share: number): number =>
      valueOfMixture(
        taskRunTimeP50,
        [
          { part: { tally: tallyOf(900, 0, fast), size: 900 }, share: 1 - share },
          { part: { tally: tallyOf(100, 0, slow), size: 100 }, share },
        ],
        WINDOW,
      ) ?? Number.NaN
    // Half of all lies below the place 1/2 / (1 - share) of the fast ones; beyond a share of one half, among the slow ones.
    assertClose(mixed(0.2), 10 + 0.5 / 0.8, 0.003)
    assertClose(mixed(0.75), 100 + 0.25 / 0.75, 0.003)
  })

  test('of too little is none', () => {
    const nothing = { part: { tally: tallyOf(0, 0), size: 0 }, share: 0 }
    assert.equal(valueOfMixture(taskFailureRate, [nothing], WINDOW), null)
  })
})
