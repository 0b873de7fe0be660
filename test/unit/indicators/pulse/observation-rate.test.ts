import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { observationRate } from '../../../../src/indicators/pulse/observation-rate.ts'
import { lifecycle, MONDAY } from '../../../support/facts/lifecycles.ts'
import { estimated } from '../../../support/facts/windows.ts'

test('the pulse of a source is the number of its observations, none included', () => {
  const at = (moment: number) =>
    lifecycle('observation', { openedAt: moment, endedAt: moment, labels: { name: 'a' } })
  assert.equal(estimated(observationRate, [at(MONDAY), at(MONDAY + 5), at(MONDAY + HOUR)]).value, 2)
  assert.equal(estimated(observationRate, []).value, 0)
})
