import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { fitBaseline } from '../../../../src/detection/baseline/baseline.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { copyLive, hold, isHeld, letGo, nothingHeld } from '../../../../src/detection/live/held.ts'
import { startLive } from '../../../../src/detection/live/live.ts'
import { UTC } from '../../../../src/detection/rhythm/clock.ts'
import { HOURLY, normal, random } from '../../../support/detection/detection.ts'

const gauss = normal(random(14))
const baseline = fitBaseline(
  Array.from({ length: 400 }, (_, hour) => ({ at: hour * HOUR, value: gauss(), n: 1 })),
  HOURLY,
  UTC,
)
const live = startLive(baseline, { detectors: DETECTORS, options: HOURLY }, null)

describe('what is held of a live state', () => {
  test('is a copy of all but the parts, which says the same', () => {
    const held = nothingHeld()
    const copy = copyLive(live, held)
    assert.equal(JSON.stringify(copy), JSON.stringify(live))
    assert.notEqual(copy.reading.noise?.numbers, live.reading.noise?.numbers)
    assert.notEqual(copy.parts, live.parts)
    assert.ok(held.live)
    assert.ok(!live.parts.some((_, place) => isHeld(held, place)))
  })

  test('is said of each part by itself, and never of the thirty-second', () => {
    const held = nothingHeld()
    for (const place of [0, 30, 31]) hold(held, place)
    assert.deepEqual(
      [0, 1, 30, 31, 32].map(place => isHeld(held, place)),
      [true, false, true, false, false],
    )
    letGo(held, 30)
    assert.deepEqual(
      [0, 30].map(place => isHeld(held, place)),
      [true, false],
    )
  })

  test('is a dispute only where there is one', () => {
    assert.ok(!('disputed' in copyLive({ ...live, disputed: false }, nothingHeld())))
    assert.equal(copyLive({ ...live, disputed: true }, nothingHeld()).disputed, true)
  })
})
