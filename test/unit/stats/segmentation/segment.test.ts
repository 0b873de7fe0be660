import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { randomStream } from '../../../../src/core/random.ts'
import { segment } from '../../../../src/stats/segmentation/segment.ts'
import { cpuTime } from '../../../support/cpu-time.ts'
import { ar1 } from '../../../support/detection/describing.ts'
import { inForm } from '../../../support/long-form.ts'

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
      { seed: 1, numRuns: inForm(100, 500) },
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
      { seed: 2, numRuns: inForm(40, 200) },
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
      { seed: 3, numRuns: inForm(20, 60) },
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
    const runs = inForm(10, 60)
    for (const [phi, most] of [
      [0, 0.05],
      [0.95, 0.12],
      [1, 0.3],
    ] as const) {
      let pieces = 0
      for (let run = 0; run < runs; run++) {
        const random = randomStream(7, phi * 100, run)
        let x = 0
        pieces += cuts(Array.from({ length: 300 }, () => (x = phi * x + random.normal()))).length
      }
      assert.ok(pieces / runs <= most, `phi ${phi}: ${pieces / runs} cuts a row`)
    }
  })

  test('places a step within a long row exactly, in bounded time', async () => {
    const values = ar1(randomStream(8), 60_000, 0.2).map((z, i) => z + (i >= 41_234 ? 3 : 0))
    const { result, taken } = await cpuTime(() => cuts(values))
    const [cut = 0, ...more] = result
    assert.deepEqual(more, [])
    assert.ok(Math.abs(cut - 41_234) <= 2, String(cut))
    assert.ok(taken < 5000, `${taken} ms`)
  })
})
