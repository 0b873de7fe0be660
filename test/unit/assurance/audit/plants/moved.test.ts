import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { moved, targetOf } from '../../../../../src/assurance/audit/plants/moved.ts'
import { randomStream } from '../../../../../src/core/random.ts'
import { futurePoints, groundOf, valuesOf } from '../../../../support/audit/ground.ts'

const mean = (all: readonly (number | null)[]): number =>
  all.reduce((sum: number, one) => sum + (one ?? 0), 0) / all.length

describe('a value that is moved', () => {
  test('goes as far as the size says, and within what its family can be', () => {
    const [up, down] = [groundOf(), groundOf({ direction: 'down' })]
    assert.ok(Math.abs(targetOf({ share: 0.2 }, up) - 120) < 1e-9)
    assert.ok(Math.abs(targetOf({ share: 0.2 }, down) - 80) < 1e-9)
    assert.ok(Math.abs(targetOf({ sigmas: 2 }, up) - 100 * Math.exp(0.2)) < 1e-9)
    const share = groundOf({ family: 'proportion', typical: { center: 0.9, sigma: 0.1, n: 20 } })
    assert.equal(targetOf({ share: 0.5 }, share), 1)
    assert.ok(Math.abs(targetOf({ points: 0.05 }, share) - 0.95) < 1e-9)
    const count = groundOf({ family: 'count', direction: 'down', typical: { center: 3, sigma: 1, n: 3 } })
    assert.equal(targetOf({ share: 2 }, count), 0)
    const real = groundOf({ family: 'real', typical: { center: -10, sigma: 1, n: 1 } })
    assert.equal(targetOf({ share: 0.5 }, real), -5)
  })

  test('keeps its noise, and its interval goes along', () => {
    const [point] = futurePoints([110])
    assert.ok(point !== undefined)
    const after = moved({ ...point, lower: 100, upper: 130 }, 120, groundOf())
    assert.deepEqual(
      [after.value, after.lower, after.upper].map(x => Math.round(x ?? 0)),
      [132, 122, 152],
    )
    assert.equal(moved({ ...point, value: null }, 120, groundOf()).value, null)
  })

  test('stays a count, with the mean that was wanted', () => {
    const typical = { center: 20, sigma: 1, n: 20 }
    for (const target of [10, 30]) {
      const ground = groundOf({ family: 'count', typical, random: randomStream(2, target) })
      const after = valuesOf(futurePoints(Array(4000).fill(20)).map(point => moved(point, target, ground)))
      assert.ok(after.every(value => Number.isInteger(value) && (value ?? -1) >= 0))
      // Three standard errors of a sum of 4,000 such counts.
      assert.ok(Math.abs(mean(after) - target) < 0.3, `${target}: ${mean(after)}`)
    }
  })

  test('stays k of n, with the share that was wanted, also where it was none', () => {
    for (const [center, target] of [
      [0.2, 0.1],
      [0.2, 0.6],
      [0, 0.3],
    ] as const) {
      const typical = { center, sigma: 0.1, n: 20 }
      const ground = groundOf({ family: 'proportion', typical, random: randomStream(3, target) })
      const after = valuesOf(
        futurePoints(Array(2000).fill(center)).map(point => moved(point, target, ground)),
      )
      assert.ok(after.every(value => Math.abs((value ?? 0) * 20 - Math.round((value ?? 0) * 20)) < 1e-9))
      assert.ok(Math.abs(mean(after) - target) < 0.01, `${target}: ${mean(after)}`)
    }
  })
})
