import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import type { Change } from '../../../../src/detection/change.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { ar1, BASELINE, inputOf } from '../../../support/detection/describing.ts'
import { inForm } from '../../../support/long-form.ts'

const near = (actual: number | undefined, expected: number, tolerance: number): void =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= tolerance,
    `${actual} is not ${expected} +- ${tolerance}`,
  )

const holds = (interval: { lower: number; upper: number } | null, value: number): boolean =>
  interval !== null && interval.lower <= value && value <= interval.upper

const ordered = (interval: Change['onset'] | null): void => {
  if (interval === null) return
  for (const part of Object.values(interval)) assert.ok(Number.isFinite(part), JSON.stringify(interval))
  assert.ok(interval.lower <= interval.value && interval.value <= interval.upper, JSON.stringify(interval))
}

const line = (i: number): number => Math.max(0, i - 399) * 0.01

describe('A described change', () => {
  test('of a step of two sigma is a level, begins where it began and is as large as it is', () => {
    const noise = ar1(randomStream(1), 420, 0)
    const change = describeChange(
      inputOf(
        noise.map((z, i) => 50 + 5 * z + (i >= 360 ? 10 : 0)),
        { kind: 'level' },
      ),
    )
    assert.equal(change.kind, 'level')
    assert.equal(change.direction, 'up')
    near(change.onset.value / HOUR, 360, 2)
    near(change.effect.absolute.value, 10, 2.5)
    assert.equal(change.effect.relative, null)
    near(change.effect.sigma, 2, 0.5)
    near(change.to - change.from, change.effect.absolute.value, 1e-9)
    assert.equal(change.breach, null)
    assert.equal(change.evidence, 12)
  })

  test('of a duration is told as a ratio, and longer is worse where shorter is better', () => {
    const noise = ar1(randomStream(2), 436, 0)
    const values = noise.map((z, i) => 20 * Math.exp(0.2 * z + (i >= 380 ? 0.3 : 0)))
    const change = describeChange(
      inputOf(values, { kind: 'level' }, { family: 'positive', goodDirection: 'down' }),
    )
    near(change.effect.relative?.value, Math.exp(0.3) - 1, 0.1)
    assert.equal(change.good, false)
    near(change.from, 20, 1)
  })

  test('of a ramp is a slope from the start of the ramp, and its breach is when the line gets there', () => {
    const noise = ar1(randomStream(3), 800, 0)
    const input = inputOf(
      noise.map((z, i) => z + line(i)),
      { kind: 'level' },
      { limit: 8 },
    )
    const change = describeChange(input)
    assert.equal(change.kind, 'slope')
    assert.ok(holds(change.onset, 400 * HOUR))
    near(change.effect.absolute.value, 4, 0.5)
    assert.ok(holds(change.breach, 1199 * HOUR), JSON.stringify(change.breach))
  })

  test('of a ramp away from the limit, or too slow to reach it, projects no breach', () => {
    const noise = ar1(randomStream(3), 800, 0)
    const values = noise.map((z, i) => z + Math.max(0, i - 399) * 0.01)
    for (const limit of [-8, 1e6]) {
      assert.equal(describeChange(inputOf(values, { kind: 'slope' }, { limit })).breach, null)
    }
  })

  test('of a level that already lies beyond the limit has its breach at the onset', () => {
    const noise = ar1(randomStream(4), 420, 0)
    const change = describeChange(
      inputOf(
        noise.map((z, i) => z + (i >= 380 ? 6 : 0)),
        { kind: 'level' },
        { limit: 3 },
      ),
    )
    assert.deepEqual(change.breach, change.onset)
  })

  test('of doubled noise about the same mean is a variance, whatever raised the alarm', () => {
    const noise = ar1(randomStream(5), 520, 0.3)
    for (const kind of ['level', 'variance'] as const) {
      const change = describeChange(
        inputOf(
          noise.map((z, i) => 9 + z * (i >= 400 ? 3 : 1)),
          { kind },
          {},
          0.3,
        ),
      )
      assert.equal(change.kind, 'variance')
      assert.ok(holds(change.onset, 400 * HOUR))
      assert.ok(holds(change.effect.absolute, 2), JSON.stringify(change.effect))
    }
  })

  test('of a tail that grew while the middle stayed is a distribution', () => {
    const random = randomStream(6)
    const noise = ar1(random, 640, 0)
    const values = noise.map((z, i) => (i >= 440 && random.chance(0.15) ? 5 + z : z))
    const change = describeChange(inputOf(values, { kind: 'tail' }))
    assert.equal(change.kind, 'tail')
    assert.ok(change.to > change.from)
    near(change.onset.value / HOUR, 440, 60)
  })

  test('of a stuck series begins at the first of the equal values', () => {
    const noise = ar1(randomStream(7), 400, 0)
    const change = describeChange(
      inputOf(
        noise.map((z, i) => (i >= 370 ? 2 : z)),
        { kind: 'stuck' },
        { goodDirection: 'down' },
      ),
    )
    assert.deepEqual(change.onset, { value: 370 * HOUR, lower: 370 * HOUR, upper: 371 * HOUR })
    assert.equal(change.to, 2)
    assert.equal(change.good, false)
  })

  test('of a silent series begins at the bucket after its last number', () => {
    const noise = ar1(randomStream(8), 400, 0)
    const change = describeChange(
      inputOf(
        noise.map((z, i) => (i >= 380 ? null : z)),
        { kind: 'missing', direction: 'down' },
      ),
    )
    assert.equal(change.onset.value, 380 * HOUR)
    assert.deepEqual(change.effect.absolute, { value: 0, lower: 0, upper: 0 })
  })

  test('is not moved by spikes before the step nor by missing points', () => {
    const noise = ar1(randomStream(9), 440, 0)
    const values = noise.map((z, i) =>
      i % 3 === 1 ? null : i === 350 || i === 361 ? 40 : z + (i >= 390 ? 2 : 0),
    )
    const change = describeChange(inputOf(values, { kind: 'level' }))
    near(change.onset.value / HOUR, 390, 4)
    near(change.effect.absolute.value, 2, 0.7)
  })

  test('has an onset interval that covers the truth in about 90 % of cases, in autocorrelated noise too', () => {
    const runs = inForm(30, 300)
    const [least, most] = inForm([0.75, 1], [0.85, 0.97])
    for (const phi of [0, 0.6]) {
      for (const shape of ['level', 'slope'] as const) {
        let covered = 0
        for (let run = 0; run < runs; run++) {
          const random = randomStream(10, shape, phi * 10, run)
          const onset = BASELINE + random.integer(10, 200)
          const length = shape === 'level' ? 60 : 240
          const z = ar1(random, onset + length, phi)
          const effect = (i: number): number =>
            i < onset ? 0 : shape === 'level' ? 1.5 : (3 * (i - onset + 1)) / length
          const input = inputOf(
            z.map((value, i) => value + effect(i)),
            { kind: 'level' },
            {},
            phi,
          )
          if (holds(describeChange(input).onset, onset * HOUR)) covered++
        }
        const share = covered / runs
        assert.ok(share >= least && share <= most, `${shape} phi ${phi}: ${share}`)
      }
    }
  })

  test('moves and stretches with the unit of the series', () => {
    const noise = ar1(randomStream(11), 430, 0.4).map((z, i) => z + (i >= 380 ? 1.5 : 0))
    const plain = describeChange(inputOf(noise, { kind: 'level' }, {}, 0.4))
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        (shift, scale) => {
          const moved = describeChange(
            inputOf(
              noise.map(z => shift + scale * z),
              { kind: 'level' },
              {},
              0.4,
            ),
          )
          assert.deepEqual(moved.onset, plain.onset)
          assert.equal(moved.kind, plain.kind)
          near(moved.effect.absolute.value / scale, plain.effect.absolute.value, 1e-5)
          near(moved.effect.sigma, plain.effect.sigma, 1e-5)
        },
      ),
      { seed: 2, numRuns: 50 },
    )
  })

  test('is finite and ordered for whatever numbers come', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.double(),
      fc.constantFrom(0, 1, -1, 1e308, -1e308, 1e-308),
      fc.double({ min: 0, max: 1 }),
    )
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.constantFrom('level', 'slope', 'variance', 'tail', 'stuck', 'missing'),
        fc.constantFrom('positive', 'real', 'proportion', 'count'),
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
        (values, kind, family, known, limited) => {
          const input = inputOf(values, { kind }, { family, limit: limited ? 3 : null })
          const { center, sigma } = input.baseline
          const change = describeChange({
            ...input,
            baseline: {
              ...input.baseline,
              to: known * HOUR,
              center: Number.isFinite(center) ? center : 0,
              sigma: Number.isFinite(sigma) ? sigma : 1,
            },
          })
          ordered(change.onset)
          ordered(change.effect.absolute)
          ordered(change.effect.relative)
          ordered(change.breach)
          assert.ok(
            Number.isFinite(change.from) &&
              Number.isFinite(change.to) &&
              Number.isFinite(change.effect.sigma),
          )
        },
      ),
      { seed: 1, numRuns: inForm(200, 1000), endOnFailure: true },
    )
  })

  test('of 100,000 points costs little more than one of 4,096', () => {
    const noise = ar1(randomStream(12), 100_000, 0)
    const change = describeChange(
      inputOf(
        noise.map((z, i) => z + (i >= 60_000 ? 0.5 : 0)),
        { kind: 'level' },
      ),
    )
    near(change.onset.value / HOUR, 60_000, 200)
  })
})
