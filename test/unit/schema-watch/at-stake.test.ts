import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { indicators } from '../../../src/indicators/registry.ts'
import { diesOf, withAtStake } from '../../../src/schema-watch/at-stake.ts'

const problem = { where: 'jobs.kind', message: 'it is gone', refused: 0 }

describe('what rests on what is broken', () => {
  test('is every indicator of the kind where all of it is lost', () => {
    assert.deepEqual(diesOf({ costs: { kind: 'claim', lacks: null } }, indicators), ['claimed_verified_gap'])
  })

  test('is what is split by a label, as it is configured', () => {
    const costs = { kind: 'task', lacks: ['model'] }
    assert.deepEqual(diesOf({ costs }, indicators), [])
    const byModel = indicators.map(one => ({
      ...one,
      by: one.name === 'task_throughput' ? ['model'] : one.by,
    }))
    assert.deepEqual(diesOf({ costs }, byModel), ['task_throughput'])
  })

  test('is what reads starts, and what tells errors apart', () => {
    assert.ok(
      diesOf({ costs: { kind: 'task', lacks: ['started_at'] } }, indicators).includes('task_run_time_p50'),
    )
    assert.deepEqual(diesOf({ costs: { kind: 'task', lacks: ['error'] } }, indicators), [
      'task_failure_rate',
      'task_phantom_failure_rate',
    ])
  })

  test('is said with the problem, which stays the same one', () => {
    const costs = { kind: 'observation', observation: 'ping', lacks: null }
    assert.deepEqual(withAtStake({ ...problem, costs }, indicators), {
      ...problem,
      key: 'it is gone',
      message: 'it is gone; on it rests observation_rate (ping)',
    })
    assert.deepEqual(withAtStake(problem, indicators), problem)
  })

  test('is three by name and the others by their number, so that a line stays one', () => {
    const { message } = withAtStake({ ...problem, costs: { kind: 'task', lacks: null } }, indicators)
    assert.match(message, /^it is gone; on it rests (\w+, ){3}\d+ more$/)
  })
})
