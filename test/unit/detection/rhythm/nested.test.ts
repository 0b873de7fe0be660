import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  EMPTY_PARTS,
  locate,
  nested,
  nestedLevels,
  partsAt,
} from '../../../../src/detection/rhythm/nested.ts'
import { normal, random } from '../../../support/detection/detection.ts'

describe('nested parts of a rhythm', () => {
  test('give what days off do otherwise to them alone', () => {
    const gauss = normal(random(12))
    const types = Array.from({ length: 14 }, (_, day) => (day % 7 >= 5 ? 1 : 0))
    const table = types.map(type =>
      Array.from(
        { length: 24 },
        (_, slot) => (type === 1 ? 0 : slot > 8 && slot < 18 ? 2 : 0) + 0.2 * gauss(),
      ),
    )
    const parts = nested(
      table,
      types,
      types.map((_, day) => day % 7),
    )
    assert.ok(Math.abs(partsAt(parts, 0, 0, 12) - 2) < 0.3)
    assert.ok(Math.abs(partsAt(parts, 1, 6, 12)) < 0.3)
    assert.equal(partsAt(EMPTY_PARTS, 0, 0, 0), 0)
  })

  test('find that days off lie lower', () => {
    const gauss = normal(random(13))
    const types = Array.from({ length: 28 }, (_, day) => (day % 7 >= 5 ? 1 : 0))
    const levels = nestedLevels(
      types.map(type => -type + 0.1 * gauss()),
      types,
      types.map((_, day) => day % 7),
    )
    assert.ok(Math.abs(levels.at(1, 5) - levels.at(0, 1) + 1) < 0.15)
    assert.ok(levels.learned >= 1)
  })

  test('locate a day by its middle, whatever one hour does', () => {
    assert.ok(Math.abs(locate([1, 1.1, 0.9, 1, 50]) - 1) < 0.2)
    assert.equal(locate([2, 2, 2]), 2)
  })
})
