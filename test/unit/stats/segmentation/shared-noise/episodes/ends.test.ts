import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../../src/core/random.ts'
import { endsOf, informationOf } from '../../../../../../src/stats/segmentation/shared-noise/episodes/ends.ts'
import { ar1 } from '../../../../../support/detection/describing.ts'
import { inForm } from '../../../../../support/long-form.ts'

const PHI = 0.5

/** Innovations, in their standard deviations, of AR(1) noise that stood so high over positions 200 to 248. */
function steps(seed: number, height: number): Float64Array {
  const row = ar1(randomStream(seed), 400, PHI).map((z, i) => z + (i >= 200 && i < 248 ? height : 0))
  return Float64Array.from(row, (z, i) => (i === 0 ? z : z - PHI * (row[i - 1] as number))).map(
    step => step / Math.sqrt(1 - PHI ** 2),
  )
}

const whole = { from: 0, to: 400 }

describe('The ends of an episode', () => {
  test('are where it was, however far off the window is that found it', () => {
    const { from, to, onset, end } = endsOf(steps(1, 6), PHI, { from: 176, to: 260 }, whole)
    assert.deepEqual([from, to], [200, 248])
    assert.deepEqual(
      [onset, end],
      [
        { lower: 200, upper: 200 },
        { lower: 248, upper: 248 },
      ],
    )
  })

  test('lie within their bounds nine times in ten', () => {
    const runs = inForm(100, 400)
    let [begun, ended] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const { onset, end } = endsOf(steps(100 + run, 1.75), PHI, { from: 206, to: 254 }, whole)
      if (onset.lower <= 200 && 200 <= onset.upper) begun++
      if (end.lower <= 248 && 248 <= end.upper) ended++
    }
    assert.ok(begun >= 0.83 * runs && ended >= 0.83 * runs, `${begun} and ${ended} of ${runs}`)
  })

  test('do not lie within what is another’s', () => {
    const { from, onset } = endsOf(steps(2, 6), PHI, { from: 210, to: 248 }, { from: 208, to: 400 })
    assert.ok(from >= 208 && onset.lower >= 208, `${from}, ${onset.lower}`)
  })

  test('are known the better the longer it was, and the weaker the memory', () => {
    assert.equal(informationOf(1, 0), 1)
    assert.equal(informationOf(24, 0), 24)
    assert.equal(informationOf(5, 0.5), 1 + 4 * 0.25 + 0.25)
  })
})
