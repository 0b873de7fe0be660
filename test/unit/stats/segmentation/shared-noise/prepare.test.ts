import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import { prepare } from '../../../../../src/stats/segmentation/shared-noise/prepare.ts'
import { ar1 } from '../../../../support/detection/describing.ts'

const values = (n: number, of: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => of(i))

describe('A row made fit to be searched', () => {
  test('holds logs where all is positive, and keeps what is missing', () => {
    const noise = ar1(randomStream(81), 100, 0)
    const { row, logs, discrete, least } = prepare(
      values(100, i => (i === 5 ? Number.NaN : Math.exp(0.1 * (noise[i] ?? 0)))),
      null,
    )
    assert.deepEqual([logs, discrete, least], [true, false, 1])
    assert.ok(Number.isNaN(row[5] ?? 0))
    assert.ok(Math.abs((row[7] ?? 9) - 0.1 * (noise[7] ?? 0)) < 0.1)
  })

  test('is discrete where one value is common or values are few, and then holds no logs', () => {
    const random = randomStream(82)
    const rare = prepare(
      values(1000, () => Number(random.chance(0.02))),
      null,
    )
    assert.deepEqual([rare.logs, rare.discrete], [false, true])
    assert.ok(rare.least > 100 && rare.least < 350, `about four events a mean: ${rare.least}`)
    const half = prepare(
      values(1000, () => Number(random.chance(0.5))),
      null,
    )
    assert.equal(half.least, 1)
  })

  test('asks nothing more of the noise for a level that moved, once or twice', () => {
    const noise = ar1(randomStream(84), 288, 0.2)
    for (const moved of [(i: number) => i >= 248, (i: number) => i >= 200 && i < 230]) {
      const { least } = prepare(
        values(288, i => 60 * Math.exp(0.1 * (noise[i] ?? 0) + (moved(i) ? 0.7 : 0))),
        null,
      )
      assert.ok(least <= 2, String(least))
    }
  })

  test('has spikes clipped, unless it is discrete', () => {
    const noise = ar1(randomStream(83), 300, 0)
    const { row } = prepare(
      values(300, i => (i === 150 ? 1000 : (noise[i] ?? 0))),
      null,
    )
    assert.ok((row[150] ?? 99) < 10)
  })
})
