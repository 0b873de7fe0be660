import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { ownNoiseRegimes } from '../../../../src/detection/regimes/own-noise.ts'
import { ar1 } from '../../../support/detection/describing.ts'
import { inForm } from '../../../support/long-form.ts'

describe('Regimes with noise of their own', () => {
  test('are told as a step, a slope or a spread', () => {
    const step = ar1(randomStream(131), 400, 0.3).map((z, i) => 100 + 5 * z + (i >= 250 ? 20 : 0))
    const [level] = ownNoiseRegimes(Float64Array.from(step), null).changes
    assert.deepEqual([level?.kind, level?.direction], ['level', 'up'])
    const ramp = ar1(randomStream(132), 400, 0.2).map((z, i) => z + Math.max(0, i - 199) * 0.05)
    assert.equal(ownNoiseRegimes(Float64Array.from(ramp), null).changes[0]?.kind, 'slope')
    const loud = ar1(randomStream(133), 400, 0).map((z, i) => (i >= 200 ? 4 : 1) * z)
    assert.equal(ownNoiseRegimes(Float64Array.from(loud), null).changes[0]?.kind, 'variance')
  })

  test('keep a boundary whose size is not clear, and tell no change there', () => {
    const runs = inForm(10, 40)
    let told = 0
    for (let run = 0; run < runs; run++) {
      const random = randomStream(134, run)
      let x = 0
      const walk = Float64Array.from({ length: 300 }, () => (x += random.normal()))
      const { changes, boundaries } = ownNoiseRegimes(walk, null)
      for (const { effect, onset } of changes) {
        assert.ok(onset.value === 0 || boundaries.includes(onset.value))
        assert.ok(effect.absolute.lower * effect.absolute.upper > 0)
      }
      if (changes.length > 0) told++
    }
    assert.ok(told <= 0.2 * runs, `${told} of ${runs} walks are told to change`)
  })
})
