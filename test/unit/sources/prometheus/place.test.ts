import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlace, placeOf, refusalsIn } from '../../../../src/sources/prometheus/place.ts'

const PLACE = {
  queries: { q: { from: 0, upTo: 5, taken: 8, refused: { infinite: 2 } } },
  complete: 5,
  fresh: null,
}

test('a place is known from any other cursor, and one that is none is the beginning', () => {
  assert.equal(isPlace(PLACE), true)
  assert.equal(isPlace({ places: [] }), false)
  assert.deepEqual(placeOf(PLACE), PLACE)
  for (const none of [null, { places: [] }])
    assert.deepEqual(placeOf(none), { queries: {}, complete: null, fresh: null })
})

test('what was refused stays shown, and counts once', () => {
  const [told] = refusalsIn(PLACE, 'q', new Map([['infinite', 1]]))
  assert.equal(told?.message, '2 of 10 samples of q were refused: infinite')
  assert.equal(told?.refused, 1)
  assert.equal(refusalsIn(PLACE, '')[0]?.refused, 0)
})
