import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { clockSettings, offsetsBetween, settingBefore } from '../../../../src/core/zones/zone-offsets.ts'

describe('The clocks of a zone', () => {
  const clock = clockSettings('Europe/Berlin', Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31))

  test('leave an hour out in spring, and show one twice in autumn', () => {
    assert.equal(clock.first, HOUR)
    const shown = clock.settings.map(({ low, high }) => [low, high])
    assert.deepEqual(shown, [
      [Date.UTC(2026, 2, 29, 2), Date.UTC(2026, 2, 29, 3)],
      [Date.UTC(2026, 9, 25, 2), Date.UTC(2026, 9, 25, 3)],
    ])
  })

  test('are as they were set last', () => {
    const places = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 2, 29, 2), Date.UTC(2026, 11, 1)]
    assert.deepEqual(
      places.map(shown => settingBefore(clock, shown)),
      [-1, 0, 1],
    )
  })
})

describe('The offsets of a zone', () => {
  test('begin with the one that holds, and change where the clocks are set', () => {
    assert.deepEqual(offsetsBetween('Europe/Berlin', Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31)), [
      { at: Date.UTC(2026, 0, 1), offset: HOUR },
      { at: Date.UTC(2026, 2, 29, 1), offset: 2 * HOUR },
      { at: Date.UTC(2026, 9, 25, 1), offset: HOUR },
    ])
    assert.deepEqual(offsetsBetween('UTC', 0, 1e12), [{ at: 0, offset: 0 }])
  })

  test('are none of a zone that does not exist', () => {
    assert.throws(() => offsetsBetween('Europe/Nowhere', 0, 1), RangeError)
  })
})
