import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import { describeRegimes } from '../../../../src/detection/regimes/segmenter.ts'
import { ar1 } from '../../../support/detection/describing.ts'
import { inForm } from '../../../support/long-form.ts'

const near = (actual: number | undefined, expected: number, tolerance: number): void =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= tolerance,
    `${actual} is not ${expected} +- ${tolerance}`,
  )

describe('The regimes of a row', () => {
  test('are told as a step, with its size in the unit, as a ratio and in sigma', () => {
    const values = ar1(randomStream(31), 400, 0.4).map((z, i) => 100 + 5 * z + (i >= 250 ? 20 : 0))
    const { changes } = describeRegimes(values)
    assert.equal(changes.length, 1)
    const [change] = changes
    assert.equal(change?.kind, 'level')
    assert.equal(change?.direction, 'up')
    near(change?.onset.value, 250, 2)
    near(change?.effect.absolute.value, 20, 3)
    near(change?.effect.relative?.value, 0.2, 0.03)
    near(change?.effect.sigma, 4, 1)
  })

  test('are told as a slope where a line begins, with the moment at which it reaches a limit', () => {
    const values = ar1(randomStream(32), 400, 0.2).map((z, i) => z + Math.max(0, i - 199) * 0.05)
    const [change] = describeRegimes(values, { limit: 15 }).changes
    assert.equal(change?.kind, 'slope')
    near(change?.effect.absolute.value, 10, 1)
    assert.ok((change?.breach?.lower ?? 0) <= 499 && 499 <= (change?.breach?.upper ?? 0))
    assert.equal(describeRegimes(values, { limit: -15 }).changes[0]?.breach, null)
    near(describeRegimes(values, { limit: 5 }).changes[0]?.breach?.value, 299, 25)
  })

  test('are told as a spread where only the noise changed', () => {
    const values = ar1(randomStream(33), 400, 0).map((z, i) => (i >= 200 ? 4 : 1) * z)
    const [change, ...more] = describeRegimes(values).changes
    assert.deepEqual(more, [])
    assert.equal(change?.kind, 'variance')
    assert.equal(change?.effect.relative, null)
    near(change?.to, 4, 1)
  })

  test('of noise-free steps are steps', () => {
    const values = Array.from({ length: 90 }, (_, i) => Math.floor(i / 30))
    assert.deepEqual(
      describeRegimes(values).changes.map(({ kind, onset }) => [kind, onset.value]),
      [
        ['level', 30],
        ['level', 60],
      ],
    )
  })

  test('have ordered intervals around finite numbers, whatever the row', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 9 }),
    )
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.integer({ min: 5, max: 40 }), (values, step) => {
        const row = [...values, ...values.map(each => (each === null ? null : step + each / 1e9))]
        const found = [null, HOUR, DAY].flatMap(
          bucket =>
            describeRegimes(row, {
              limit: 20,
              clock: bucket === null ? null : { start: 0, bucket, zone: 'UTC' },
              onsets: [{ value: 3, lower: 1, upper: 8 }],
            }).changes,
        )
        for (const { onset, effect, from, to } of found) {
          for (const interval of [
            onset,
            effect.absolute,
            ...(effect.relative === null ? [] : [effect.relative]),
          ]) {
            assert.ok(
              interval.lower <= interval.value && interval.value <= interval.upper,
              JSON.stringify(interval),
            )
          }
          const { lower, upper } = effect.absolute
          assert.ok(lower > 0 || upper < 0, `${lower} to ${upper} leaves the sign in doubt`)
          assert.ok((effect.relative?.lower ?? 0) >= -1, JSON.stringify(effect.relative))
          assert.ok([from, to, effect.sigma].every(Number.isFinite), JSON.stringify([from, to, effect.sigma]))
        }
      }),
      { seed: 4, numRuns: inForm(50, 300), endOnFailure: true },
    )
  })
})
