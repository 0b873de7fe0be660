import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { HOUR, MINUTE, SECOND } from '../../../../../src/core/duration.ts'
import {
  learn,
  middleLateness,
  NO_LATENESS,
  usualLateness,
} from '../../../../../src/sources/postgres/completeness/lateness.ts'

describe('the usual lateness', () => {
  test('is none where no row came late', () => {
    assert.equal(usualLateness(NO_LATENESS), 0)
    assert.equal(usualLateness(learn(NO_LATENESS, 50_000, [])), 0)
  })

  test('is that of the latest row while there are too few to say better, at most a tenth more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2 * SECOND, max: HOUR }), { minLength: 1, maxLength: 50 }),
        late => {
          const usual = usualLateness(learn(NO_LATENESS, 1_000, late))
          assert.ok(Number.isSafeInteger(usual), 'what is complete up to a moment is whole milliseconds')
          assert.ok(usual >= Math.max(...late) * 0.999999 && usual <= Math.max(...late) * 1.1001)
        },
      ),
    )
  })

  test('lets the rarest go once there are enough: rank 9,994 of 10,000 by the bound', () => {
    // 0.999 * 10000 + 1.645 * sqrt(0.000999 * 10000) = 9995.2: four rows may be later.
    const four = learn(NO_LATENESS, 10_000, Array(4).fill(HOUR))
    assert.equal(usualLateness(four), 0)
    const five = learn(four, 0, [HOUR])
    assert.ok(usualLateness(five) >= HOUR * 0.999999)
  })

  test('is the same however the rows were counted', () => {
    const late = [3 * SECOND, MINUTE, 5 * MINUTE, MINUTE]
    const atOnce = learn(NO_LATENESS, 400, late)
    const inParts = late.reduce((before, ms) => learn(before, 100, [ms]), NO_LATENESS)
    assert.deepEqual(inParts, atOnce)
  })

  test('forgets slowly what was long ago, and its counts have a bound', () => {
    let lateness = learn(NO_LATENESS, 1_000, [HOUR])
    for (let i = 0; i < 300; i++) lateness = learn(lateness, 5_000, [])
    assert.ok(lateness.rows <= 200_000)
    assert.deepEqual(lateness.late, {})
  })
})

test('half of the rows are late by the middle lateness at least, none where most are in time', () => {
  assert.equal(middleLateness(NO_LATENESS), 0)
  assert.equal(middleLateness(learn(NO_LATENESS, 100, Array<number>(49).fill(3_600_000))), 0)
  const middle = middleLateness(learn(NO_LATENESS, 100, Array<number>(60).fill(3_600_000)))
  assert.ok(middle >= 3_600_000 && middle <= 1.1 * 3_600_000)
})
