import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seriesKey } from '../../../src/core/series-key.ts'

describe('series key', () => {
  test('labels are sorted, so one series has one name', () => {
    assert.equal(seriesKey('x', { b: '2', a: '1' }), 'x{a="1",b="2"}')
    assert.equal(seriesKey('x', { a: '1', b: '2' }), 'x{a="1",b="2"}')
  })

  test('values that could break out of their quotes are escaped', () => {
    assert.equal(seriesKey('x', { a: 'say "hi"\\\n' }), 'x{a="say \\"hi\\"\\\\\\n"}')
    assert.equal(seriesKey('x', {}), 'x')
  })
})
