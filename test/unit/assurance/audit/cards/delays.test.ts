import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { delaysOf, type Followed } from '../../../../../src/assurance/audit/cards/delays.ts'
import { randomStream } from '../../../../../src/core/random.ts'

const reported = (...after: number[]): Followed[] => after.map(one => ({ after: one, reported: true }))
const inVain = (...after: number[]): Followed[] => after.map(one => ({ after: one, reported: false }))

describe('how long plants took', () => {
  test('is what Kaplan and Meier make of those that were never seen to be reported', () => {
    // R: survfit(Surv(c(6,6,6,6,7,9,10,10,11,13,16,17,19,20,22,23,25,32,32,34,35), c(1,1,1,0,1,0,1,0,0,1,1,0,0,0,1,1,0,0,0,0,0)) ~ 1)
    // of Freireich's 21 patients has a median of 23.
    const patients = [
      ...reported(6, 6, 6, 7, 10, 13, 16, 22, 23),
      ...inVain(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
    ]
    const delays = delaysOf(patients, 1000)
    assert.deepEqual([delays?.within, delays?.plants, delays?.reported], [23, 21, 9])
  })

  test('of fewer than eight is not said, nor a range of fewer than 39 that are independent', () => {
    assert.equal(delaysOf(reported(1, 2, 3, 4, 5, 6, 7), 100), null)
    const ages = (count: number): Followed[] => reported(...Array.from({ length: count }, (_, k) => k + 1))
    assert.equal(delaysOf(ages(38), 100)?.range, null)
    assert.deepEqual(delaysOf(ages(39), 100)?.range, { lower: 1, upper: 39 })
    // Of 60 each tenth of the time of half of them apart, six are independent.
    assert.deepEqual([delaysOf(ages(60), 3)?.independent, delaysOf(ages(60), 3)?.range], [6, null])
  })

  test('has no upper end where the longest was followed in vain', () => {
    const ages = Array.from({ length: 59 }, (_, k) => k + 1)
    assert.deepEqual(delaysOf([...reported(...ages), ...inVain(80)], 100)?.range, { lower: 1, upper: null })
  })

  test('where fewer than half were reported says for how long five were followed, and which share was by then', () => {
    const delays = delaysOf([...reported(3, 4), ...inVain(20, 30, 40, 50, 60, 70, 80, 90)], 1000)
    assert.deepEqual(
      [delays?.within, delays?.followed, Math.round(100 * (delays?.share ?? 0))],
      [null, 50, 20],
    )
  })

  test('holds 95 of 100 further ones, whatever they are distributed like', () => {
    const random = randomStream(4, 'range')
    let inside = 0
    for (let run = 0; run < 2000; run += 1) {
      const draw = (): number => random.lognormal(10, 1)
      const range = delaysOf(reported(...Array.from({ length: 60 }, draw)), 1e9)?.range
      const next = draw()
      if (next >= (range?.lower ?? 1e9) && next <= (range?.upper ?? 0)) inside += 1
    }
    // (60 - 1) / (60 + 1) is 96.7 %; three standard errors of 2,000 draws are 1.2 points.
    assert.ok(Math.abs(inside / 2000 - 59 / 61) < 0.012, String(inside))
  })
})
