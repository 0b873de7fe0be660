import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { factorBetween, isConvertible, multipleOf } from '../../../../../src/analyse/read/numbers/units.ts'

describe('Units of numbers', () => {
  test('are turned into others of their family', () => {
    assert.equal(factorBetween('s', 'ms'), 1000)
    assert.equal(factorBetween('MiB', 'KiB'), 1024)
    assert.equal(factorBetween('s', 'MB'), null)
    assert.equal(factorBetween('apples', 's'), null)
    assert.ok(isConvertible('h') && !isConvertible('apples') && !isConvertible('toString'))
  })

  test('are told from letters that multiply', () => {
    assert.deepEqual(['k', 'M', 'Mrd', 'm', 'B', '', 'toString'].map(multipleOf), [
      1e3,
      1e6,
      1e9,
      null,
      null,
      null,
      null,
    ])
  })
})
