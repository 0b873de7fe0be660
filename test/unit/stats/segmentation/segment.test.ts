import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { randomStream } from '../../../../src/core/random.ts'
import { segment } from '../../../../src/stats/segmentation/segment.ts'
import {
  clipSpikes,
  medianOf,
  sortedQuantile,
  spreadOf,
} from '../../../../src/stats/segmentation/segment-robust.ts'
import { fitScale } from '../../../../src/stats/segmentation/segment-scale.ts'
import { takeOutSeason } from '../../../../src/stats/segmentation/segment-season.ts'
import { fitShift, massInterval, normalBelow } from '../../../../src/stats/segmentation/segment-shift.ts'
import { ar1 } from '../../../support/describing.ts'

const cuts = (values: readonly (number | null)[]): number[] =>
  segment(values)
    .slice(1)
    .map(({ from }) => from)

/** The flow of the Nile at Aswan, 1871-1970 (Cobb 1978), in 10^8 m^3: the dam of 1899 is index 28. */
const NILE = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
  759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
  744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]

const SHORT = [0.3, -0.2, 0.1, 0.5, -0.4, 0.2, 1.6, 2.1, 1.4, 1.9, 2.4, 1.7]
const SHORT_MASS = [0.000257053, 0.007060775, 0.978965285, 0.013173887, 0.000543]

describe('The segmenter', () => {
  test('finds the dam at Aswan in the flow of the Nile', () => {
    assert.deepEqual(cuts(NILE), [28])
  })

  test('covers the row with regimes in order, and has none for a row without numbers', () => {
    assert.deepEqual(segment([]), [])
    assert.deepEqual(segment([null, null, Number.NaN, Number.POSITIVE_INFINITY]), [])
    fc.assert(
      fc.property(fc.array(fc.option(fc.double(), { nil: null }), { maxLength: 80 }), values => {
        const segments = segment(values)
        if (values.every(value => value === null || !Number.isFinite(value))) return segments.length === 0
        assert.equal(segments[0]?.from, 0)
        assert.equal(segments.at(-1)?.to, values.length)
        for (const [k, part] of segments.entries()) {
          assert.equal(part.to, segments[k + 1]?.from ?? values.length)
          assert.ok(part.sigma >= 0 && part.phi >= 0 && part.phi < 1)
        }
        return true
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('never cuts a constant row, whatever is missing from it', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(fc.boolean(), { maxLength: 200 }),
        (value, present) => {
          assert.ok(segment(present.map(is => (is ? value : null))).length <= 1)
        },
      ),
      { seed: 2, numRuns: 200 },
    )
  })

  test('does not cut a line, an alternating row nor one with a single spike', () => {
    assert.deepEqual(cuts(Array.from({ length: 120 }, (_, i) => 3 * i)), [])
    assert.deepEqual(cuts(Array.from({ length: 120 }, (_, i) => i % 2)), [])
    assert.deepEqual(cuts(ar1(randomStream(1), 200, 0).map((z, i) => (i === 90 ? 1e6 : z))), [])
  })

  test('finds the same cuts after any shift and stretch of the values', () => {
    const values = ar1(randomStream(2), 240, 0.3).map(
      (z, i) => z + (i >= 80 ? 3 : 0) - (i >= 160 ? (i - 160) * 0.1 : 0),
    )
    const plain = cuts(values)
    assert.equal(plain.length, 2)
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        fc.boolean(),
        (shift, factor, down) => {
          assert.deepEqual(cuts(values.map(value => shift + (down ? -factor : factor) * value)), plain)
        },
      ),
      { seed: 3, numRuns: 60 },
    )
  })

  test('tells a level from a line', () => {
    const values = ar1(randomStream(4), 300, 0).map((z, i) => z + Math.max(0, i - 150) * 0.2)
    const segments = segment(values)
    assert.deepEqual(
      segments.map(({ shape }) => shape),
      ['constant', 'linear'],
    )
    assert.ok(Math.abs((segments[1]?.end ?? 0) - 29.8) < 1)
  })

  test('sees a step through a season, and through a third of the values missing', () => {
    const random = randomStream(5)
    const values = ar1(random, 480, 0.3).map((z, i) => {
      const value = 8 * Math.sin((2 * Math.PI * i) / 24) + z + (i >= 300 ? 4 : 0)
      return random.chance(0.33) ? null : value
    })
    const [cut = 0, ...more] = cuts(values)
    assert.deepEqual(more, [])
    assert.ok(Math.abs(cut - 300) <= 4, String(cut))
  })

  test('takes a store that fills and is emptied for how the row works', () => {
    const random = randomStream(6)
    let level = 0
    const values = Array.from({ length: 600 }, () => {
      level = level > 20 + 4 * random.uniform() ? 0 : level + 1 + 0.1 * random.normal()
      return level
    })
    assert.deepEqual(cuts(values), [])
  })

  test('leaves random walks and strongly autocorrelated noise in one piece, most of the time', () => {
    for (const [phi, most] of [
      [0, 0.05],
      [0.95, 0.12],
      [1, 0.3],
    ] as const) {
      let pieces = 0
      for (let run = 0; run < 60; run++) {
        const random = randomStream(7, phi * 100, run)
        let x = 0
        pieces += cuts(Array.from({ length: 300 }, () => (x = phi * x + random.normal()))).length
      }
      assert.ok(pieces / 60 <= most, `phi ${phi}: ${pieces / 60} cuts a row`)
    }
  })

  test('places a step within a long row exactly, in bounded time', () => {
    const values = ar1(randomStream(8), 60_000, 0.2).map((z, i) => z + (i >= 41_234 ? 3 : 0))
    const started = performance.now()
    const [cut = 0, ...more] = cuts(values)
    assert.deepEqual(more, [])
    assert.ok(Math.abs(cut - 41_234) <= 2, String(cut))
    assert.ok(performance.now() - started < 5000)
  })
})

describe('A shift', () => {
  test('has the posterior that the full regression gives', () => {
    // numpy 2.2.0: y = np.array(SHORT); one = np.ones(12); x = (np.arange(12) >= k) * 1.0
    //   V = lambda v: np.eye(12) + 1e9 * np.outer(one, one) + v * np.outer(x, x)   # n - 1 degrees of freedom
    //   the weights of k = 4..8 are proportional to det(V(9))**-.5 * (y @ inv(V(9)) @ y)**(-11/2)
    const fit = fitShift('step', {
      positions: Float64Array.from(SHORT, (_, i) => i),
      values: Float64Array.from(SHORT),
      phi: 0,
      noise: null,
      from: 4,
      to: 9,
      sign: 0,
      anchor: 1e-9,
      reach: 3,
    })
    for (const [k, expected] of SHORT_MASS.entries()) {
      assert.ok(Math.abs((fit?.mass[k] ?? 0) - expected) < 1e-4, `${fit?.mass[k]} is not ${expected}`)
    }
  })

  test('in a row that does not vary is none', () => {
    const positions = Float64Array.from({ length: 20 }, (_, i) => i)
    const input = {
      positions,
      values: new Float64Array(20).fill(3),
      phi: 0,
      noise: null,
      anchor: 0,
      reach: 3,
    }
    assert.equal(fitShift('step', { ...input, from: 5, to: 15, sign: 0 }), null)
  })

  test('of scale is found where it is, and is none in noise', () => {
    const noise = Float64Array.from(ar1(randomStream(9), 200, 0), (z, i) => (i >= 120 ? 3 * z : z))
    const fit = fitScale(noise, { from: 20, to: 180, sign: 0, least: 0 })
    const { lower, upper } = massInterval(fit?.mass ?? new Float64Array(1), 0.9)
    assert.ok(20 + lower <= 120 && 120 <= 20 + upper)
    assert.ok((fit?.evidence ?? 0) > 10)
    const calm = fitScale(Float64Array.from(ar1(randomStream(10), 200, 0)), {
      from: 20,
      to: 180,
      sign: 0,
      least: 0,
    })
    assert.ok((calm?.evidence ?? 9) < 2)
  })
})

describe('Robust measures', () => {
  test('agree with numpy and scipy', () => {
    // np.quantile([1, 2, 4, 8, 16], .3) == 2.4; scipy.stats.median_abs_deviation(x) == 3; norm.cdf(1.5) == .9331927987
    const x = Float64Array.of(1, 2, 4, 8, 16)
    assert.ok(Math.abs(sortedQuantile(x, 0.3) - 2.4) < 1e-12)
    assert.equal(medianOf(x), 4)
    assert.ok(Math.abs(spreadOf(x) - 3 * 1.4826) < 1e-12)
    assert.ok(Math.abs(normalBelow(1.5) - 0.9331927987) < 1e-7)
  })

  test('clip a spike and leave a step alone', () => {
    const step = Float64Array.from(ar1(randomStream(11), 60, 0), (z, i) => z + (i >= 30 ? 20 : 0))
    const spiked = step.map((value, i) => (i === 15 ? 500 : value))
    assert.deepEqual(clipSpikes(step, 8), step)
    assert.ok((clipSpikes(spiked, 4)[15] as number) < 10)
  })

  test('take out a season that repeats, and none from noise', () => {
    const noise = Float64Array.from(ar1(randomStream(12), 300, 0.5))
    assert.equal(takeOutSeason(noise).period, 0)
    const seasonal = noise.map((z, i) => z + 5 * Math.cos((2 * Math.PI * i) / 12))
    const { period, values } = takeOutSeason(seasonal)
    assert.equal(period, 12)
    assert.ok(spreadOf(values) < 1.3 * spreadOf(noise))
  })
})
