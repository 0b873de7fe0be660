import assert from 'node:assert/strict'
import { test } from 'node:test'
import { round, type Task, wasDone } from '../../../../src/demo/simulator/entities.ts'
import { MODELS } from '../../../../src/demo/simulator/work.ts'

const task = (outcome: Task['outcome']): Task => ({
  id: 1,
  type: 'build',
  model: MODELS.large,
  createdAt: 0,
  startedAt: 0,
  endedAt: 1,
  outcome,
})

test('work was done where it completed, and where only the recording of it failed', () => {
  const outcomes = (['completed', 'phantom', 'failed', 'timeout'] as const).filter(one => wasDone(task(one)))
  assert.deepEqual(outcomes, ['completed', 'phantom'])
})

test('rounding keeps as many digits as asked for', () => {
  assert.equal(round(1.23456, 2), 1.23)
  assert.equal(round(0.000_012_345, 6), 0.000_012)
  assert.equal(round(-2.5678, 1), -2.6)
  assert.equal(round(12, 0), 12)
})
