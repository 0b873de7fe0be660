import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  packFloat,
  packWhole,
  unpackFloats,
  unpackWholes,
} from '../../../../src/detection/evidence/packed.ts'

describe('packed rows', () => {
  test('give back whole numbers exactly and floats at single precision', () => {
    const floats = [0, -1.5, 3.25e-9, 1e300, Math.fround(Math.PI)]
    assert.deepEqual(
      unpackFloats(floats.map(packFloat).join('')),
      floats.map(value => Math.fround(Math.min(value, 3e38))),
    )
    assert.deepEqual(
      unpackWholes([0, 63, 4095, 5000].map(value => packWhole(value, 2)).join(''), 2),
      [0, 63, 4095, 4095],
    )
  })
})
