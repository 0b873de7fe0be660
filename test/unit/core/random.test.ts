import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type Random, randomFrom, randomStream } from '../../../src/core/random.ts'

const draws = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw)
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
const words = (random: Random): number[] => draws(8, () => random.word())

describe('randomFrom', () => {
  // The reference C of Blackman and Vigna (https://prng.di.unimi.it/xoshiro128starstar.c), s = {1, 2, 3, 4}.
  test('gives the first words of the reference implementation', () => {
    const random = randomFrom([1, 2, 3, 4])
    assert.deepEqual(
      draws(10, () => random.word()),
      [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
    )
  })
})

describe('randomStream', () => {
  test('gives the same numbers for the same seed and path, and no others', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat(), (seed, name, index) => {
        const one = words(randomStream(seed, name, index))
        assert.deepEqual(words(randomStream(seed, name, index)), one)
        assert.notDeepEqual(words(randomStream(seed + 1, name, index)), one)
        assert.notDeepEqual(words(randomStream(seed, `${name}.`, index)), one)
        assert.notDeepEqual(words(randomStream(seed, name, index + 1)), one)
      }),
    )
  })

  test('tells seeds apart that differ beyond 32 bits', () => {
    assert.notDeepEqual(words(randomStream(1)), words(randomStream(1 + 2 ** 32)))
  })

  test('first draws of neighbouring streams are uniform and uncorrelated', () => {
    const n = 20_000
    const firsts = draws(n, () => 0).map((_, i) => randomStream(7, 'task', i).uniform())
    const bins = Array.from({ length: 20 }, () => 0)
    for (const x of firsts) bins[Math.floor(x * 20)] = (bins[Math.floor(x * 20)] ?? 0) + 1
    const chiSquare = bins.reduce((sum, count) => sum + (count - n / 20) ** 2 / (n / 20), 0)
    // scipy.stats.chi2.ppf(0.999, 19)
    assert.ok(chiSquare < 43.82, `chi-square ${chiSquare}`)
    const products = firsts.slice(1).map((x, i) => (x - 0.5) * ((firsts[i] ?? 0.5) - 0.5))
    assert.ok(Math.abs(mean(products) * 12) < 4 / Math.sqrt(n))
  })
})

describe('a stream', () => {
  const random = randomStream(1, 'laws')
  const n = 40_000
  const near = (actual: number, expected: number, sd: number): void =>
    assert.ok(Math.abs(actual - expected) < (4.5 * sd) / Math.sqrt(n), `${actual}, expected ${expected}`)

  test('is uniform on [0, 1)', () => {
    const values = draws(n, () => random.uniform())
    assert.ok(values.every(x => x >= 0 && x < 1))
    near(mean(values), 0.5, Math.sqrt(1 / 12))
  })

  test('draws standard normals', () => {
    const values = draws(n, () => random.normal())
    near(mean(values), 0, 1)
    near(mean(values.map(x => x * x)), 1, Math.SQRT2)
    near(mean(values.map(x => x ** 3)), 0, Math.sqrt(15))
    near(mean(values.map(x => Number(x > 1.959964))), 0.025, Math.sqrt(0.025 * 0.975))
  })

  test('draws exponentials of the mean asked for', () => {
    near(mean(draws(n, () => random.exponential(3))), 3, 3)
  })

  test('draws lognormals of the median and log-deviation asked for', () => {
    const logs = draws(n, () => Math.log(random.lognormal(10, 0.5) / 10))
    near(mean(logs), 0, 0.5)
    near(mean(logs.map(x => x * x)), 0.25, 0.25 * Math.SQRT2)
  })

  test('draws integers from both ends of the range and all between', () => {
    assert.deepEqual(new Set(draws(500, () => random.integer(-1, 2))), new Set([-1, 0, 1, 2]))
  })

  test('draws events of the probability asked for', () => {
    near(mean(draws(n, () => Number(random.chance(0.3)))), 0.3, Math.sqrt(0.21))
    assert.ok(draws(100, () => random.chance(1)).every(Boolean))
    assert.ok(!draws(100, () => random.chance(0)).some(Boolean))
  })

  test('picks every item, and refuses to pick from nothing', () => {
    assert.deepEqual(new Set(draws(200, () => random.pick(['a', 'b', 'c']))), new Set(['a', 'b', 'c']))
    assert.throws(() => random.pick([]), RangeError)
  })
})
