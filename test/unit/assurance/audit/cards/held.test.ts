import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cardOf } from '../../../../../src/assurance/audit/cards/card.ts'
import { heldBy } from '../../../../../src/assurance/audit/cards/held.ts'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { plottedOf, rhythmic } from '../../../../support/audit/plotted.ts'
import { inForm } from '../../../../support/long-form.ts'

const HALF = 110 * 24

describe('a card against what then happens', () => {
  test('holds in 95 of 100 cases on series that were held out in time, whatever their memory', () => {
    for (const phi of [0, 0.5, 0.8]) {
      const held = { of: 0, inside: 0 }
      for (let seed = 0; seed < inForm(3, 24); seed += 1) {
        const points = rhythmic(180, seed, { phi })
        const before = cardOf(plottedOf(points.slice(0, HALF)), [0.5])
        const { of, inside } = heldBy(before, plottedOf(points))
        held.of += of
        held.inside += inside
      }
      assert.ok(held.of >= inForm(40, 400), `${phi}: ${held.of} plants`)
      assert.ok(held.inside / held.of >= 0.95, `${phi}: ${held.inside} of ${held.of}`)
    }
  })

  test('does not where the noise has become three times as wide since', () => {
    // Where the wider spread is raised nothing is planted any more: that leaves a plant or two a series.
    const held = { of: 0, inside: 0 }
    for (let seed = 1; seed <= inForm(12, 24); seed += 1) {
      const points = rhythmic(180, seed, { phi: 0 }).map((one, hour) => {
        const wide = 60 * ((one.value ?? 60) / 60) ** 3
        return hour < HALF ? one : { ...one, value: wide }
      })
      const before = cardOf(plottedOf(points.slice(0, HALF)), [0.5])
      const { of, inside } = heldBy(before, plottedOf(points, { reportable: () => null }))
      held.of += of
      held.inside += inside
    }
    assert.ok(held.of > 5 && held.inside / held.of < 0.5, `${held.inside} of ${held.of}`)
  })

  test('says nothing where the card gave no range', () => {
    const before = cardOf(plottedOf(rhythmic(10, 1)), [0.5])
    assert.deepEqual(heldBy({ ...before, upTo: 10 * DAY + HOUR }, plottedOf(rhythmic(100, 1))), {
      of: 0,
      inside: 0,
    })
  })
})
