import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Random, randomStream } from '../../../../../../src/core/random.ts'
import { isPlain } from '../../../../../../src/stats/segmentation/shared-noise/episodes/plain-noise.ts'
import { inForm } from '../../../../../support/long-form.ts'

const runs = inForm(40, 200)
const nowhere = { from: -99, to: -99 }

function plainIn(noise: (random: Random) => number[], left = nowhere): number {
  let plain = 0
  for (let run = 0; run < runs; run++)
    if (isPlain(Float64Array.from(noise(randomStream(31, 'plain', run))), 24, left)) plain++
  return plain / runs
}

const normal = (random: Random): number[] => Array.from({ length: 1680 }, () => random.normal())

describe('Noise', () => {
  test('is plain where it is normal and independent', () => {
    assert.ok(plainIn(normal) >= 0.85)
  })

  test('is not where single values lie far out', () => {
    assert.ok(plainIn(random => normal(random).map(z => (random.chance(0.02) ? 4 * z : z))) <= 0.1)
  })

  test('is not where days are louder than others, or higher', () => {
    const by = (of: (z: number, day: number) => number) => (random: Random) => {
      const days = Array.from({ length: 70 }, () => random.normal())
      return normal(random).map((z, i) => of(z, days[Math.floor(i / 24)] as number))
    }
    assert.ok(plainIn(by((z, day) => z * Math.exp(0.3 * day))) <= 0.1)
    assert.ok(plainIn(by((z, day) => z + 0.35 * day)) <= 0.1)
  })

  test('is judged without the episode itself, and not in three weeks', () => {
    const lifted = (random: Random): number[] =>
      normal(random).map((z, i) => z + (i >= 700 && i < 868 ? 1.5 : 0))
    assert.ok(plainIn(lifted) <= 0.1)
    assert.ok(plainIn(lifted, { from: 700, to: 868 }) >= 0.85)
    assert.equal(
      plainIn(random => normal(random).slice(0, 400)),
      0,
    )
  })
})
