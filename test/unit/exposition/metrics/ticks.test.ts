import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastTick, tickFailures, tickInterval } from '../../../../src/exposition/metrics/ticks.ts'
import { stateOf } from '../../../support/exposition/exposition.ts'

test('the last tick and the interval are given in seconds', () => {
  const state = stateOf({ tick: { finishedAt: 1_700_000_000_500, interval: 90_000 } })
  assert.deepEqual(lastTick.samples(state), [[1_700_000_000.5]])
  assert.deepEqual(tickInterval.samples(state), [[90]])
})

test('before the first tick there is no last one', () => {
  assert.deepEqual(lastTick.samples(stateOf({ tick: { finishedAt: null, interval: 1000 } })), [[null]])
})

test('failures of every stage start at zero', () => {
  const known = { stages: ['collect', 'detect'], sources: [], notifiers: [], objectives: [], indicators: [] }
  assert.deepEqual(tickFailures.zeros?.(known), [{ stage: 'collect' }, { stage: 'detect' }])
})
