import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cardOf } from '../../../../../src/assurance/audit/cards/card.ts'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { plottedOf, rhythmic } from '../../../../support/audit/plotted.ts'

describe('a sensitivity card', () => {
  test('says of larger changes that they are reported sooner, and of the same history the same', () => {
    const plotted = plottedOf(rhythmic(150, 1))
    const card = cardOf(plotted, [0.5, 0.2, 0.1])
    const within = card.sizes.map(({ delays }) => delays?.within ?? Number.POSITIVE_INFINITY)
    assert.deepEqual(
      within,
      within.toSorted((a, b) => a - b),
    )
    assert.ok((within[0] ?? 0) > 2 * HOUR && (within[0] ?? 0) < DAY, String(within))
    const range = card.sizes[0]?.delays?.range
    assert.ok(range && range.lower <= (within[0] ?? 0) && (range.upper ?? 0) >= (within[0] ?? 0))
    assert.deepEqual([card.upTo, card.of, card.direction], [150 * DAY, 'value', 'up'])
    assert.deepEqual(cardOf(plotted, [0.5, 0.2, 0.1]), card)
  })

  test('gives up on what a dozen plants in a row do not show, and says for how long they were followed', () => {
    const { delays } = cardOf(plottedOf(rhythmic(120, 1, { sd: 0.6 })), [0.01]).sizes[0] ?? {}
    assert.deepEqual([delays?.plants, delays?.reported, delays?.within], [12, 0, null])
    assert.ok((delays?.followed ?? 0) > 14 * DAY)
  })

  test('is insufficient where too little is known', () => {
    assert.deepEqual(cardOf(plottedOf(rhythmic(7, 1)), [0.5]).sizes, [{ share: 0.5, delays: null }])
  })

  test('speaks of points where a proportion is watched', () => {
    const options = { bucket: HOUR, family: 'proportion', goodDirection: 'down', limit: null } as const
    const points = rhythmic(100, 4).map(one => ({
      ...one,
      value: Math.round((one.value ?? 0) / 60) / 20,
      n: 20,
    }))
    const card = cardOf(plottedOf(points, { options }), [0.5])
    assert.equal(card.of, 'points')
    assert.ok((card.sizes[0]?.delays?.within ?? Number.POSITIVE_INFINITY) < DAY)
  })
})
