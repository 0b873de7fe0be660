import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAYS_OFF, typeOf } from '../../../../src/detection/rhythm/day-types.ts'

describe('days off', () => {
  test('are Saturday and Sunday first of all, then what else the world has', () => {
    const off = DAYS_OFF.map(set =>
      ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'].filter((_, day) => typeOf(set, day) === 1),
    )
    assert.deepEqual(off, [['Sat', 'Sun'], ['Fri', 'Sat'], ['Sun'], ['Thu', 'Fri']])
  })
})
