import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { testRungs, testTerms } from '../../../../../src/stats/segmentation/shared-noise/backward.ts'
import type { Term } from '../../../../../src/stats/segmentation/shared-noise/joint-fit.ts'
import { type PlacedTerm, placeTerms } from '../../../../../src/stats/segmentation/shared-noise/place.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

function placed(row: Float64Array, finest: number, terms: readonly Term[]): PlacedTerm[] {
  const { kept, fit } = testTerms(testRungs(row, finest, null), terms)
  assert.ok(fit !== null)
  return placeTerms({ row, finest, terms: kept.map(k => terms[k] as Term), fit })
}

describe('A change in its place', () => {
  test('is moved from its group to the very value, with its height', () => {
    const row = Float64Array.from(ar1(randomStream(91), 600, 0.3), (z, i) => z + (i >= 307 ? 3 : 0))
    const [step, ...more] = placed(row, 4, [{ kind: 'step', at: 304 }])
    assert.deepEqual(more, [])
    assert.ok(Math.abs((step?.at ?? 0) - 307) <= 1)
    assert.ok((step?.lower ?? 999) <= 307 && 307 <= (step?.upper ?? 0))
    assert.ok(Math.abs((step?.effect.value ?? 0) - 3) < 3 * (step?.effect.error ?? 0))
    assert.ok((step?.odds ?? 0) > 5, 'a step, not a slope')
  })

  test('as a slope is told by how far it has come at the end of its regime', () => {
    const row = Float64Array.from(ar1(randomStream(92), 400, 0.2), (z, i) => z + Math.max(0, i - 199) * 0.03)
    const [hinge] = placed(row, 1, [{ kind: 'hinge', at: 210 }])
    assert.equal(hinge?.kind, 'hinge')
    assert.ok((hinge?.lower ?? 999) <= 200 && 200 <= (hinge?.upper ?? 0))
    assert.ok(Math.abs((hinge?.effect.value ?? 0) - 6) < 3 * (hinge?.effect.error ?? 0))
    assert.ok((hinge?.odds ?? 0) > 5, 'a slope, not a step')
  })

  test('that the row begins with is a slope since before, or by the upper bound', () => {
    const row = Float64Array.from(ar1(randomStream(93), 200, 0.2), (z, i) => z + i * 0.05)
    const [hinge] = placed(row, 1, [{ kind: 'hinge', at: 0 }])
    assert.deepEqual([hinge?.at, hinge?.lower], [0, 0])
    assert.ok((hinge?.upper ?? 0) > 0 && (hinge?.upper ?? 999) < 80)
  })
})
