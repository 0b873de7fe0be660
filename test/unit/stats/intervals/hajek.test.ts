import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { wilsonInterval } from '../../../../src/stats/intervals/binomial-interval.ts'
import { manskiBounds } from '../../../../src/stats/intervals/manski.ts'
import { inForm } from '../../../support/long-form.ts'
import { assertClose, coverage } from '../../../support/numbers.ts'
import { type Drawn, hajekEstimate } from '../../../support/stats/drawn.ts'

describe('Hajek estimate', () => {
  test('agrees with its formula written out in NumPy', () => {
    // y = [1,1,0,1,0,1,1,0,1,1]; p = [.1,.2,.2,.5,.5,.5,.1,.9,.9,.3]; w = 1/p; h = (w*y).sum() / w.sum()
    // V = ((w*(y-h))**2).sum() / w.sum()**2; n = h*(1-h)/V
    // statsmodels.stats.proportion.proportion_confint(h*n, n, method='wilson')
    const truths = [true, true, false, true, false, true, true, false, true, true]
    const chances = [0.1, 0.2, 0.2, 0.5, 0.5, 0.5, 0.1, 0.9, 0.9, 0.3]
    const interval = hajekEstimate(truths.map((truth, i) => ({ truth, propensity: chances[i] ?? 1 })))
    assertClose(interval.value, 0.8048128342245987)
    assertClose(interval.lower, 0.48492413881326946)
    assertClose(interval.upper, 0.9475303159689166)
  })

  test('is the plain share with Wilson’s interval where every claim had the same chance', () => {
    const draws = Array.from({ length: 120 }, (_, i) => ({ truth: i % 3 === 0, propensity: 0.15 }))
    const plain = wilsonInterval(40, 120)
    const interval = hajekEstimate(draws)
    assertClose(interval.value, plain.value)
    assertClose(interval.lower, plain.lower)
    assertClose(interval.upper, plain.upper)
  })

  test('is not certain of anything because all draws agree', () => {
    const { value, lower, upper } = hajekEstimate(
      Array.from({ length: 100 }, (_, i) => ({ truth: true, propensity: i % 2 === 0 ? 0.1 : 0.4 })),
    )
    assertClose(value, 1)
    assertClose(upper, 1)
    assert.ok(lower < 0.97)
  })

  test('sees .60 where averaging what happened to be verified sees .8, and covers it', () => {
    const naive: number[] = []
    const held = coverage(inForm(250, 2000), 0.6, repetition => {
      const random = randomStream(14, repetition)
      const claims = Array.from({ length: 900 }, (_, i) => {
        const truth = random.chance(0.6)
        return { truth, propensity: i % 3 === 0 ? 0.3 : 0.1, shown: random.chance(truth ? 0.6 : 0.2) }
      })
      const shown = claims.filter(claim => claim.shown)
      naive.push(shown.filter(claim => claim.truth).length / shown.length)
      return hajekEstimate(claims.filter(claim => random.chance(claim.propensity)))
    })
    const seen = naive.reduce((sum, value) => sum + value, 0) / naive.length
    assert.ok(seen > 0.8, `naive ${seen}`)
    assert.ok(held > inForm(0.91, 0.935) && held < inForm(0.99, 0.97), `coverage ${held}`)
  })

  test('covers the truth where false claims are the ones that are audited more', () => {
    const held = coverage(inForm(250, 2000), 0.7, repetition => {
      const random = randomStream(15, repetition)
      const draws: Drawn[] = []
      for (let i = 0; i < 600; i++) {
        const risky = random.chance(0.4)
        const truth = random.chance(risky ? 0.4 : 0.9)
        const propensity = risky ? 0.5 : 0.15
        if (random.chance(propensity)) draws.push({ truth, propensity })
      }
      return hajekEstimate(draws)
    })
    assert.ok(held > inForm(0.91, 0.93) && held < inForm(0.99, 0.975), `coverage ${held}`)
  })
})

describe('Manski bounds', () => {
  test('let the unseen be all false or all true', () => {
    assert.deepEqual(manskiBounds({ trues: 30, verified: 40, total: 100 }), { lower: 0.3, upper: 0.9 })
  })

  test('are a point where everything was seen, and say nothing where nothing was', () => {
    assert.deepEqual(manskiBounds({ trues: 3, verified: 4, total: 4 }), { lower: 0.75, upper: 0.75 })
    assert.deepEqual(manskiBounds({ trues: 0, verified: 0, total: 9 }), { lower: 0, upper: 1 })
  })
})
