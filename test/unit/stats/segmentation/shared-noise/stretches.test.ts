import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { Moments, type Term } from '../../../../../src/stats/segmentation/shared-noise/joint-fit.ts'
import { rungOf } from '../../../../../src/stats/segmentation/shared-noise/rungs.ts'
import { stretchesOf } from '../../../../../src/stats/segmentation/shared-noise/stretches.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

test('A level, a rise and the level after it: the rise has its own ends, and the last stretch none to speak of', () => {
  const row = Float64Array.from(
    ar1(randomStream(171), 300, 0.2),
    (z, i) => 10 + z + 0.2 * Math.min(Math.max(i - 99, 0), 100),
  )
  const terms: Term[] = [
    { kind: 'hinge', at: 100 },
    { kind: 'hinge', at: 200 },
  ]
  const fit = new Moments(rungOf(row, 1), terms).cautious([0, 1])
  assert.ok(fit !== null)
  const [before, rising, after] = stretchesOf(row, terms, fit)
  assert.deepEqual([before?.from, before?.to, before?.rise], [0, 100, null])
  assert.ok(Math.abs((rising?.end ?? 0) - 30) < 1 && Math.abs((rising?.rise?.value ?? 0) - 20) < 1.5)
  assert.ok(Math.abs(after?.rise?.value ?? 9) < 3 * (after?.rise?.error ?? 0))
})
