import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFleet } from '../../../src/incidents/fleet.ts'
import { FLEET, seriesOf } from '../../support/incidents/sightings.ts'

const fleet = createFleet(FLEET)
const build = JSON.stringify(['task_type', 'build'])
const flow = JSON.stringify(['task'])
const RUN_TIMES = 'task_run_time_p50 by task_type'

describe('a fleet', () => {
  test('carries its labels and its flow as explanations, but neither its source nor its table', () => {
    const one = {
      ...seriesOf('task_run_time_p50', 'build'),
      id: 99,
      labels: { task_type: 'build', source: 'a', table: 't' },
    }
    assert.deepEqual(createFleet([one]).carried(one), [build, flow])
  })

  test('reaches what carries the label, and of other work only what shares the queue', () => {
    const stratum = (indicator: string, type?: string) => fleet.stratum(build, seriesOf(indicator, type))
    assert.equal(stratum('task_run_time_p50', 'build'), 'own task task_type')
    assert.equal(stratum('task_queue_wait_p50'), 'shared task queue wait')
    assert.equal(stratum('task_total_time_p50', 'review'), 'shared task total time')
    assert.equal(stratum('task_run_time_p50', 'review'), null)
    assert.equal(stratum('claimed_verified_gap'), null)
  })

  test('weighs siblings that stayed as they were: the more of them, the less likely the explanation', () => {
    const few = fleet.logPrior(build, new Map([['own task task_type', 5]]), 1)
    const one = fleet.logPrior(build, new Map([['own task task_type', 2]]), 1)
    assert.ok(few > one)
    const all = fleet.logPrior(flow, new Map([[RUN_TIMES, 4]]), 1)
    const two = fleet.logPrior(flow, new Map([[RUN_TIMES, 2]]), 1)
    assert.ok(all > two)
  })

  // log(.4), of which 22 of 24 series are of this flow; the run time of two of four, H(4) and C(4, 2) by hand; six untouched:
  // the tail of run times, totals, timeouts, failures, the wait and its tail.
  test('gives the prior of the formula', () => {
    const untouched = 6 * Math.log(0.7)
    const changed = Math.log(0.3 / ((25 / 12) * 2)) - Math.log(6)
    const expected = Math.log((0.4 * 22) / 24) + untouched + changed
    assert.ok(Math.abs(fleet.logPrior(flow, new Map([[RUN_TIMES, 2]]), 1) - expected) < 1e-9)
  })

  test('does not hold against an explanation what is not detected yet', () => {
    const two = new Map([[RUN_TIMES, 2]])
    const [early, later, late] = [0.01, 0.7, 1].map(seen => fleet.logPrior(flow, two, seen))
    assert.ok((early ?? 0) > (later ?? 0) && (later ?? 0) > (late ?? 0))
    assert.ok(Math.abs((early ?? 0) - Math.log((0.4 * 22) / 24) - Math.log(0.3 / ((25 / 12) * 2))) < 1e-9)
  })

  test('names an explanation, and knows nothing of what no series carries', () => {
    assert.deepEqual(fleet.explanation(build), { label: 'task_type', value: 'build' })
    assert.deepEqual(fleet.explanation(flow), { flow: 'task' })
    assert.ok(fleet.watches('task', 'queue wait') && !fleet.watches('task', 'backlog'))
    assert.equal(fleet.logPrior('["task_type","none"]', new Map(), 1), Number.NEGATIVE_INFINITY)
  })
})
