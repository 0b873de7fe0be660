import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createFleet } from '../../../src/incidents/fleet.ts'
import { FLEET, seriesOf } from '../../support/incidents/sightings.ts'

const fleet = createFleet(FLEET)
const build = JSON.stringify(['task_type', 'build'])
const flow = JSON.stringify(['task'])

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
    assert.equal(stratum('task_queue_wait_p50'), 'shared task')
    assert.equal(stratum('task_total_time_p50', 'review'), 'shared task')
    assert.equal(stratum('task_run_time_p50', 'review'), null)
    assert.equal(stratum('claimed_verified_gap'), null)
  })

  test('weighs siblings that stayed as they were: the more of them, the less likely the explanation', () => {
    const few = fleet.logPrior(build, new Map([['own task task_type', 5]]))
    const one = fleet.logPrior(build, new Map([['own task task_type', 2]]))
    assert.ok(few > one)
    const all = fleet.logPrior(flow, new Map([['run time by task_type', 8]]))
    const two = fleet.logPrior(flow, new Map([['run time by task_type', 2]]))
    assert.ok(all > two)
  })

  // log(.4 / 3 flows); run time of two of eight; shared, timeouts and failures untouched; H(8) and C(8, 2) by hand.
  test('gives the prior of the formula', () => {
    const strata = new Map([['run time by task_type', 2]])
    const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5 + 1 / 6 + 1 / 7 + 1 / 8
    const untouched = 3 * Math.log(0.5)
    const expected = Math.log(0.4 / 3) + untouched + Math.log(0.5 / (harmonic * 2)) - Math.log(28)
    assert.ok(Math.abs(fleet.logPrior(flow, strata) - expected) < 1e-9)
  })

  test('names an explanation, and knows nothing of what no series carries', () => {
    assert.deepEqual(fleet.explanation(build), { label: 'task_type', value: 'build' })
    assert.deepEqual(fleet.explanation(flow), { flow: 'task' })
    assert.equal(fleet.logPrior('["task_type","none"]', new Map()), Number.NEGATIVE_INFINITY)
  })
})
