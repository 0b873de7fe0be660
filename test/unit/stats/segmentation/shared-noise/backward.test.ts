import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { testRungs, testTerms } from '../../../../../src/stats/segmentation/shared-noise/backward.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

describe('The backward test', () => {
  test('keeps what holds at every resolution, and drops what another change explains', () => {
    const row = Float64Array.from(ar1(randomStream(61), 480, 0.3), (z, i) => z + (i >= 200 ? 2 : 0))
    const { kept, strength, fit } = testTerms(testRungs(row, 1, 24), [
      { kind: 'step', at: 90 },
      { kind: 'step', at: 200 },
      { kind: 'hinge', at: 200 },
    ])
    assert.deepEqual(kept, [1])
    assert.ok(Math.abs((fit?.beta[1] ?? 0) - 2) < 0.4)
    assert.ok((strength[1] ?? 0) > 20 && (strength[0] ?? 99) < 10, [...strength].join())
  })

  test('drops a step of a day that the noise of days explains', () => {
    let dropped = 0
    for (let run = 0; run < 20; run++) {
      const days = ar1(randomStream(62, run), 60, 0.7)
      const row = Float64Array.from(
        ar1(randomStream(63, run), 1440, 0.2),
        (z, i) => z + 2 * (days[Math.floor(i / 24)] ?? 0),
      )
      // The largest move between neighbouring days, which a test at one resolution takes for a step.
      const moves = days.slice(6, -6).map((day, k) => Math.abs(day - (days[k + 5] ?? 0)))
      const at = 24 * (6 + moves.indexOf(Math.max(...moves)))
      if (testTerms(testRungs(row, 4, 24), [{ kind: 'step', at }]).kept.length === 0) dropped++
    }
    assert.ok(dropped >= 19, `${dropped} of 20`)
  })

  test('has ever coarser resolutions of at least 48 groups, and the day', () => {
    const sizes = testRungs(new Float64Array(1000), 3, 24).map(({ size }) => size)
    assert.deepEqual(sizes, [3, 6, 12, 24])
    assert.deepEqual(
      testRungs(new Float64Array(60), 1, 1).map(({ size }) => size),
      [1],
    )
  })
})
