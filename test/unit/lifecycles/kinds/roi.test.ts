import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { event, join } from '../../../support/facts/joining.ts'

describe('joining an investment', () => {
  test('is ended by what comes first, value or write-off', () => {
    const spent = event('roi.projected', 100, { amount: 500, category: 'ads' })
    const value = event('roi.realised', 300, { amount: 420 })
    const lost = event('roi.written_off', 400, {})
    const joined = join([lost, value, spent])
    assert.equal(joined?.outcome, 'realised')
    assert.deepEqual(joined?.measures, { projected: 500, realised: 420 })
    assert.deepEqual(joined?.labels, { category: 'ads' })
  })

  test('forgets an amount that came after the write-off that ended it', () => {
    const joined = join([event('roi.realised', 500, { amount: 9 }), event('roi.written_off', 400, {})])
    assert.equal(joined?.outcome, 'written_off')
    assert.deepEqual(joined?.measures, {})
  })
})
