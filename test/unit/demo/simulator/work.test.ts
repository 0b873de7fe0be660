import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import {
  FOUNDATION_TIMEOUT,
  PLANS_PER_DAY,
  TASK_TYPE_NAMES,
  TASK_TYPES,
} from '../../../../src/demo/simulator/work.ts'

test('one worker has time for the work of a day', () => {
  const busy = TASK_TYPE_NAMES.reduce((sum, type) => {
    const { share, median, logSd } = TASK_TYPES[type]
    // The mean of a lognormal variable.
    return sum + PLANS_PER_DAY * share * median * Math.exp(logSd ** 2 / 2)
  }, 0)
  assert.ok(busy > 0.1 * DAY && busy < 0.5 * DAY, `${busy / DAY} of the day`)
})

test('an ordinary foundation task ends long before its timeout', () => {
  const { median, logSd } = TASK_TYPES.foundation
  // Less than one in 300 of them by chance: 2.7 standard deviations.
  assert.ok(Math.log(FOUNDATION_TIMEOUT / median) / logSd > 2.7)
})
