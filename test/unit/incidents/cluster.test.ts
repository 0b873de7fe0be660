import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import {
  alone,
  byNearness,
  cluster,
  itemOf,
  joined,
  lagOf,
  logAlone,
} from '../../../src/incidents/cluster.ts'
import { createFleet } from '../../../src/incidents/fleet.ts'
import { FLEET, NOON, seriesOf, sighting } from '../../support/incidents/sightings.ts'

const scale = {
  fleet: createFleet(FLEET),
  rate: 1 / 300,
  now: NOON / HOUR + 20 * 24,
  waiting: new Set<string>(),
}
const item = (indicator: string, type: string | undefined, at: number, rest = {}) => {
  const series = seriesOf(indicator, type)
  return itemOf(sighting(series, at, rest), series)
}
const run = item('task_run_time_p50', 'build', NOON)
const tail = item('task_run_time_p95', 'build', NOON + HOUR)
const wait = item('task_queue_wait_p50', undefined, NOON + 4 * HOUR)

describe('a cluster', () => {
  test('of one change is worth what a change by itself is', () => {
    assert.equal(alone(run, scale).logM, logAlone(scale))
    assert.equal(logAlone(scale), Math.log(1 / 300 / FLEET.length))
    assert.equal(alone(run, scale).explanation, null)
  })

  test('of changes that agree is worth more than they are by themselves, and less where they do not', () => {
    const gain = (at: number) =>
      (cluster([run, item('task_run_time_p95', 'build', at)], scale)?.logM ?? Number.NaN) -
      2 * logAlone(scale)
    assert.ok(gain(NOON + HOUR) > 2)
    assert.ok(gain(NOON + 9 * DAY) < -2)
  })

  test('grown one by one is the cluster of all', () => {
    const grown = joined(joined(alone(run, scale), tail, scale) ?? alone(run, scale), wait, scale)
    const whole = cluster([run, tail, wait], scale)
    assert.ok(Math.abs((grown?.logM ?? 0) - (whole?.logM ?? 1)) < 1e-9)
    assert.equal(grown?.root, run)
  })

  test('has no explanation across flows, so there is none', () => {
    assert.equal(cluster([run, item('claimed_verified_gap', undefined, NOON)], scale), null)
  })

  test('reaches other work only by what follows from its root', () => {
    const failures = item('task_failure_rate', 'build', NOON)
    const one = cluster([failures, wait], scale)
    assert.equal(one, null)
  })
})

describe('the root', () => {
  test('comes before what follows from it, medians before tails, the whole before its parts', () => {
    assert.deepEqual([wait, tail, run].toSorted(byNearness), [run, tail, wait])
  })

  test('is itself without a lag; a queue lags behind it', () => {
    assert.deepEqual(lagOf(run, run), { atOnce: 1, mean: 0 })
    assert.equal(lagOf(run, wait).mean, 4.5)
    assert.equal(lagOf({ ...run, creeps: true }, wait).mean, 120)
  })
})
