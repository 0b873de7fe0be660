import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from '../../../src/indicators/measure.ts'
import { lifecycle } from '../../support/facts/lifecycles.ts'

test('a count takes one of every lifecycle that has its moment', () => {
  const ends = counted('ends', ({ endedAt }) => endedAt)
  const ended = lifecycle('task', { endedAt: 5 })
  assert.deepEqual([ends.at(ended), ends.count(ended), ends.at(lifecycle('task'))], [5, 1, null])
})
