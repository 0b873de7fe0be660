import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { excludesRandomWalk, lagOne, longRunRatio } from '../../../src/stats/autocorrelation.ts'
import { clippedMoments } from '../../../src/stats/robust.ts'
import { autoregressive, normal, random } from '../../support/detection/detection.ts'
import { inForm } from '../../support/long-form.ts'

const centred = (values: number[]): number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map(value => value - mean)
}

describe('lag-one autocorrelation', () => {
  for (const phi of [0, 0.5, 0.8]) {
    test(`of 60 points is right on average where phi is ${phi}`, () => {
      const runs = inForm(1000, 4000)
      let sum = 0
      for (let seed = 0; seed < runs; seed += 1) {
        const draw = autoregressive(random(seed), phi)
        sum += lagOne(centred(Array.from({ length: 60 }, draw)), () => true)
      }
      assert.ok(Math.abs(sum / runs - phi) < inForm(0.02, 0.015), `${sum / runs}`)
    })
  }

  test('is 0 where there are too few neighbours to tell', () => {
    assert.equal(
      lagOne([1, -1, 1, -1], () => true),
      0,
    )
  })
})

describe('the exclusion of a random walk', () => {
  for (const count of [28, 336]) {
    test(`is wrong about hardly any random walk of ${count} points`, () => {
      const runs = inForm(600, 3000)
      let excluded = 0
      for (let seed = 0; seed < runs; seed += 1) {
        const step = normal(random(seed))
        let level = 0
        const walk = Array.from({ length: count }, () => {
          level += step()
          return level
        })
        const phi = lagOne(centred(walk), () => true)
        excluded += excludesRandomWalk(phi, count) ? 1 : 0
      }
      const most = count < 40 ? inForm(0.006, 0.004) : inForm(0.012, 0.007)
      assert.ok(excluded / runs < most, `${excluded / runs}`)
    })
  }

  test('recognises noise of moderate memory', () => assert.ok(excludesRandomWalk(0.8, 336)))
})

describe('the long-run ratio', () => {
  test('of an AR(.5) is near (1 + .5) / (1 - .5)', () => {
    const draw = autoregressive(random(2), 0.5)
    const ratio = longRunRatio(Array.from({ length: 20_000 }, draw), 30)
    assert.ok(Math.abs(ratio - 3) < 0.35, `${ratio}`)
  })

  test('of constant values is 1', () => assert.equal(longRunRatio([4, 4, 4, 4], 2), 1))
})

describe('clipped moments', () => {
  test('are those of the normal distribution on normal data', () => {
    const draw = normal(random(3))
    const { location, scale } = clippedMoments(
      Array.from({ length: 20_000 }, () => 5 + 2 * draw()),
      3,
    )
    assert.ok(Math.abs(location - 5) < 0.05 && Math.abs(scale - 2) < 0.05)
  })

  test('are bounded however far one value in twenty lies', () => {
    const calm = Array.from({ length: 19 }, (_, index) => 10 + ((index * 7) % 19) / 20 - 0.45)
    const { location, scale } = clippedMoments([...calm, 1e150], 3)
    assert.ok(location > 9 && location < 11 && scale < 3)
  })

  test('of equal values are that value and 0', () => {
    assert.deepEqual(clippedMoments([7, 7, 7], 3), { location: 7, scale: 0 })
  })
})
