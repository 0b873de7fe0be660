import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomStream } from '../../../../../../src/core/random.ts'
import {
  type Episode,
  episodesOf,
} from '../../../../../../src/stats/segmentation/shared-noise/episodes/episodes.ts'
import { ar1 } from '../../../../../support/detection/describing.ts'
import { inForm } from '../../../../../support/long-form.ts'

const HOURS = Uint8Array.from({ length: 1440 }, (_, i) => i % 24)

function episodes(
  seed: number,
  change: (i: number) => number,
  onsets: { lower: number; upper: number }[] = [],
): Episode[] {
  const row = Float64Array.from(ar1(randomStream(seed), 1440, 0.5), (z, i) => z + change(i))
  return episodesOf(row, 0.5, { perDay: 24, hour: HOURS, onsets, changes: [], least: 0, most: 3 })
}

const between = (from: number, to: number, size: number) => (i: number) => (i >= from && i < to ? size : 0)

describe('An episode', () => {
  test('of three days is found with both of its ends and its height', () => {
    const [episode, ...more] = episodes(111, between(700, 772, 2))
    assert.deepEqual(more, [])
    assert.ok((episode?.onset.lower ?? 9999) <= 700 && 700 <= (episode?.onset.upper ?? 0))
    assert.ok((episode?.end.lower ?? 9999) <= 772 && 772 <= (episode?.end.upper ?? 0))
    assert.ok(Math.abs((episode?.effect.value ?? 0) - 2) < 3 * (episode?.effect.error ?? 0))
  })

  test('of a day is seen by itself where the noise is plain', () => {
    const runs = inForm(20, 60)
    let seen = 0
    for (let run = 0; run < runs; run++)
      seen += Number(episodes(2120 + run, between(700, 724, 1.9)).some(({ from }) => from < 724))
    assert.ok(seen >= 0.6 * runs, `${seen} of ${runs}`)
  })

  test('of a day is seen where a live onset says where to look', () => {
    const runs = inForm(6, 20)
    let [alone, told] = [0, 0]
    for (let run = 0; run < runs; run++) {
      alone += episodes(1120 + run, between(700, 724, 1.6)).length
      told += episodes(1120 + run, between(700, 724, 1.6), [{ lower: 694, upper: 712 }]).length
    }
    assert.ok(told >= 0.6 * runs && told > alone + 0.2 * runs, `${told} and ${alone} of ${runs}`)
  })

  test('is none in noise, loud by day or not, nor where a change of regime lies', () => {
    // Of 1,800 series of this noise 27 had one.
    const runs = inForm(40, 120)
    let found = 0
    for (let run = 0; run < runs; run++) found += episodes(7000 + run, () => 0).length
    assert.ok(found <= 0.05 * runs, `${found} of ${runs}`)
    const row = Float64Array.from(ar1(randomStream(116), 1440, 0.5), (z, i) => z + between(700, 772, 2)(i))
    assert.deepEqual(
      episodesOf(row, 0.5, { perDay: 24, hour: HOURS, onsets: [], changes: [735], least: 0, most: 3 }),
      [],
    )
  })

  test('is not sought in days', () => {
    const row = Float64Array.from(ar1(randomStream(117), 200, 0), (z, i) => z + between(100, 104, 9)(i))
    assert.deepEqual(
      episodesOf(row, 0, {
        perDay: 1,
        hour: new Uint8Array(200),
        onsets: [],
        changes: [],
        least: 0,
        most: 3,
      }),
      [],
    )
  })
})
