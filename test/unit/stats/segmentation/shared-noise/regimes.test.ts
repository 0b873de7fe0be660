import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../src/core/random.ts'
import type { Clocks } from '../../../../../src/stats/segmentation/rhythm.ts'
import { sharedNoiseRegimes } from '../../../../../src/stats/segmentation/shared-noise/regimes.ts'
import { ar1 } from '../../../../support/detection/describing.ts'
import { inForm } from '../../../../support/long-form.ts'

function clocks(n: number, perDay: number): Clocks {
  const day = Int32Array.from({ length: n }, (_, i) => Math.floor(i / perDay))
  return {
    perDay,
    hour: Uint8Array.from({ length: n }, (_, i) => Math.floor(((i % perDay) * 24) / perDay)),
    weekday: Uint8Array.from(day, each => each % 7),
    weekend: Uint8Array.from(day, each => Number(each % 7 >= 5)),
    week: day.map(each => Math.floor(each / 7)),
    day,
  }
}

const traffic = (i: number): number =>
  (Math.floor(i / 24) % 7 >= 5 ? 1 : 2) * Math.exp(-(((i % 24) - 13) ** 2) / 20)

describe('Regimes in shared noise', () => {
  test('see a step through a rhythm by weekday and hour, and nothing in the rhythm alone', () => {
    const noise = ar1(randomStream(121), 1920, 0.5)
    const row = (step: number): Float64Array =>
      Float64Array.from(noise, (z, i) => 150 * Math.exp(traffic(i) + 0.15 * z + (i >= 1000 ? step : 0)))
    const found = sharedNoiseRegimes(row(0.25), clocks(1920, 24))
    assert.equal(found.terms.length, 1)
    assert.ok(Math.abs((found.terms[0]?.at ?? 0) - 1000) <= 12)
    assert.equal(found.prepared.rhythm.level, 'weekend')
    const quiet = sharedNoiseRegimes(row(0), clocks(1920, 24))
    assert.deepEqual([quiet.terms, quiet.episodes, quiet.spreads], [[], [], []])
  })

  test('say of an onset that was given how strong it is', () => {
    const row = Float64Array.from(ar1(randomStream(122), 960, 0.3))
    const [strength = null] = sharedNoiseRegimes(row, clocks(960, 24), [
      { value: 400, lower: 390, upper: 410 },
    ]).strengths
    assert.ok(strength !== null && strength < 20, String(strength))
  })

  test('seek episodes of finer rows in hours', () => {
    const n = 12 * 24 * 30
    const row = Float64Array.from(
      ar1(randomStream(123), n, 0.8),
      (z, i) => z + (i >= 4000 && i < 4600 ? 2.5 : 0),
    )
    const found = sharedNoiseRegimes(row, clocks(n, 288))
    const ends = [...found.terms.map(({ at }) => at), ...found.episodes.flatMap(({ from, to }) => [from, to])]
    assert.equal(ends.length, 2)
    assert.ok(Math.abs((ends[0] ?? 0) - 4000) < 60 && Math.abs((ends[1] ?? 0) - 4600) < 60, ends.join())
  })

  test('see what came back after three days as no slope, neither towards it nor from it', () => {
    for (const seed of [3000, 3018, 3028, 3039]) {
      const row = Float64Array.from(
        ar1(randomStream(seed), 1680, 0.5),
        (z, i) => z + (i >= 700 && i < 772 ? 1.75 : 0),
      )
      const { terms, episodes } = sharedNoiseRegimes(row, clocks(1680, 24))
      assert.deepEqual(
        terms.filter(({ kind }) => kind === 'hinge'),
        [],
        String(seed),
      )
      assert.equal(terms.length + 2 * episodes.length, 2, String(seed))
    }
  })

  test('say where there is too little to judge', () => {
    assert.equal(sharedNoiseRegimes(Float64Array.of(1, 2, 3), null).enough, false)
    const random = randomStream(124)
    const rare = Float64Array.from({ length: 500 }, () => Number(random.chance(0.005)))
    assert.equal(sharedNoiseRegimes(rare, clocks(500, 24)).enough, false)
  })

  test('tells a clear step in buckets of any width as one step, where it is', () => {
    for (const hours of inForm([1, 3, 12], [1, 2, 3, 4, 6, 12])) {
      const random = randomStream(85, hours)
      const n = (36 * 24) / hours
      const at = n - 120 / hours
      const row = Float64Array.from(
        { length: n },
        (_, i) => 60 * Math.exp((i >= at ? 0.69 : 0) + 0.1 * random.normal()),
      )
      const { terms } = sharedNoiseRegimes(row, clocks(n, 24 / hours), [])
      assert.deepEqual(
        terms.map(term => [term.kind, term.at]),
        [['step', at]],
        `${hours} h`,
      )
    }
  })
})
