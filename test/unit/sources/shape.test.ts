import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../src/core/duration.ts'
import { faultOfLateness } from '../../../src/sources/shape.ts'

test('facts may be late by up to a year', () => {
  for (const good of [0, 1, DAY, 365 * DAY]) assert.equal(faultOfLateness(good), null)
  for (const bad of [-1, 366 * DAY, Number.NaN, Number.POSITIVE_INFINITY, 5n, '1m', null, undefined]) {
    assert.match(faultOfLateness(bad) ?? 'none', /`lateness` is no number of milliseconds from 0 to a year/)
  }
})
