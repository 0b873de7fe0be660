import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { readRow } from '../../../../src/detection/describe/row.ts'
import { fitSpread, fitTail, TAIL } from '../../../../src/detection/describe/spread-change.ts'
import { fitShift } from '../../../../src/stats/segmentation/segment-shift.ts'
import { ar1, inputOf } from '../../../support/detection/describing.ts'

function rowOf(values: readonly number[], phi = 0) {
  return readRow(inputOf(values, { kind: 'variance' }, {}, phi))
}

function meanOf(row: ReturnType<typeof rowOf>) {
  const fit = fitShift('step', { ...row, noise: null, sign: 0, reach: 3 })
  assert.ok(fit)
  return fit
}

describe('a change of spread', () => {
  test('is found with its ratio and the widths on both sides, in autocorrelated noise too', () => {
    for (const phi of [0, 0.6]) {
      const noise = ar1(randomStream(1, phi * 10), 700, phi)
      const row = rowOf(
        noise.map((z, hour) => z * (hour >= 450 ? 2.5 : 1)),
        phi,
      )
      const fit = fitSpread(row, row.values, meanOf(row), 0)
      assert.ok(fit && fit.evidence > 10)
      assert.ok(Math.abs(fit.logRatio.value - Math.log(2.5)) < 0.25, String(Math.exp(fit.logRatio.value)))
      assert.ok(Math.abs(fit.before - 1) < 0.2)
      assert.ok(Math.abs(fit.after / fit.before - Math.exp(fit.logRatio.value)) < 1e-9)
      assert.equal(fit.noise[0], 1)
      assert.equal(fit.noise.at(-1), Math.exp(fit.logRatio.value))
    }
  })

  test('has a width on both sides where most values are the same', () => {
    const random = randomStream(9)
    const noise = ar1(randomStream(8), 700, 0)
    const row = rowOf(noise.map((z, hour) => (random.uniform() < 0.6 ? 0 : z * (hour >= 450 ? 3 : 1))))
    const fit = fitSpread(row, row.values, meanOf(row), 0)
    assert.ok(fit && fit.before > 0.5 && fit.before < 2, String(fit?.before))
    assert.ok(fit.after > 1.5 * fit.before, String(fit.after))
  })

  test('has no evidence where the noise is as it was, nor where only its level moved', () => {
    const noise = ar1(randomStream(2), 700, 0)
    for (const values of [noise, noise.map((z, hour) => z + (hour >= 450 ? 3 : 0))]) {
      const row = rowOf(values)
      assert.ok((fitSpread(row, row.values, meanOf(row), 0)?.evidence ?? 0) < 3)
    }
  })

  test('is sought only in the wanted direction', () => {
    const row = rowOf(ar1(randomStream(3), 700, 0).map((z, hour) => z * (hour >= 450 ? 3 : 1)))
    const evidence = (sign: -1 | 1) => fitSpread(row, row.values, meanOf(row), sign)?.evidence ?? 0
    assert.ok(evidence(1) - evidence(-1) > 10, `${evidence(1)} and ${evidence(-1)}`)
  })

  test('is not sought behind fewer than eight values', () => {
    const row = rowOf(ar1(randomStream(4), 700, 0))
    assert.equal(fitSpread({ ...row, from: 7 }, row.values, meanOf(row), 0), null)
  })
})

describe('a change of the tail', () => {
  test('begins where more values lie in what was the farthest fiftieth', () => {
    const random = randomStream(5)
    const noise = ar1(random, 700, 0)
    const row = rowOf(noise.map((z, hour) => (hour >= 450 && random.chance(0.2) ? z + 5 : z)))
    const fit = fitTail(row, 'up')
    assert.ok(fit && fit.evidence > 5)
    assert.ok(Math.abs(fit.before.value - TAIL) < 0.01, String(fit.before.value))
    assert.ok(Math.abs(fit.effect.value - 0.2) < 0.06, String(fit.effect.value))
    assert.ok((fitTail(row, 'down')?.evidence ?? 0) < 1)
  })
})
