import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GUARDS, timesOf } from '../../../../src/assurance/gate/guards.ts'
import { MINUTE, SECOND } from '../../../../src/core/duration.ts'
import { task } from '../../../support/gate/rollout.ts'

const PAST = Array.from({ length: 200 }, (_, index) => (index + 1) * SECOND)
const TIMES = { horizon: 10 * MINUTE, slow: MINUTE }
const happened = (name: string, one: ReturnType<typeof task>) =>
  GUARDS.find(guard => guard.name === name)?.happened(one, TIMES)

describe('the time of a task', () => {
  test('is what 99 of 100 took before, and slow what one of ten took longer than', () => {
    assert.deepEqual(timesOf(PAST, null), { horizon: 198 * SECOND, slow: 180 * SECOND })
  })

  test('is what was said, and slow no more than that', () => {
    assert.deepEqual(timesOf(PAST, 100 * SECOND), { horizon: 100 * SECOND, slow: 100 * SECOND })
    assert.deepEqual(timesOf([], MINUTE), { horizon: MINUTE, slow: MINUTE })
  })

  test('is not known where little is, and finite where many have not ended', () => {
    assert.equal(timesOf(PAST.slice(0, 49), null), null)
    const half = PAST.map((took, index) => (index % 2 === 0 ? took : Number.POSITIVE_INFINITY))
    assert.deepEqual(timesOf(half, null), { horizon: 199 * SECOND, slow: 199 * SECOND })
  })
})

describe('a guard', () => {
  test('of failures counts those in time: work that was done and not recorded has not failed', () => {
    assert.equal(happened('failures', task({ outcome: 'failed', took: 10 * MINUTE })), true)
    assert.equal(happened('failures', task({ outcome: 'failed', took: 10 * MINUTE + 1 })), false)
    assert.equal(happened('failures', task({ outcome: 'other' })), false)
    assert.equal(happened('failures', task({ outcome: null, took: null })), false)
  })

  test('of durations counts what took longer, and what has not ended', () => {
    assert.equal(happened('durations', task({ took: MINUTE })), false)
    assert.equal(happened('durations', task({ took: MINUTE + 1 })), true)
    assert.equal(happened('durations', task({ took: null, outcome: null })), true)
  })
})
