import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { seriesKey } from '../../../../src/core/series-key.ts'
import { measure } from '../../../../src/demo/simulator/measure.ts'
import { PLANT_IDS, type PlantId } from '../../../../src/demo/simulator/plants.ts'
import { simulate } from '../../../../src/demo/simulator/simulator.ts'
import { type Consequence, groundTruth } from '../../../../src/demo/simulator/truth.ts'
import { indicators } from '../../../../src/indicators/registry.ts'

const startedAt = Date.UTC(2026, 4, 4)
const historyEnd = startedAt + 90 * DAY
const truth = groundTruth(5, startedAt, historyEnd)
const key = ({ indicator, labels }: Pick<Consequence, 'indicator' | 'labels'>): string =>
  seriesKey(indicator, labels)
const found = new Map(truth.consequences.map(consequence => [key(consequence), consequence]))

/** The true figures of the last nine days. */
function figures(ids: Iterable<PlantId>): ReturnType<typeof measure> {
  const life = simulate({ seed: 5, startedAt, plants: new Set(ids) }).until(historyEnd)
  return measure(life, historyEnd - 9 * DAY, historyEnd)
}

describe('the ground truth', () => {
  test('is plain JSON', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(truth)), truth)
  })

  test('names only indicators that exist', () => {
    const names = new Set(indicators.map(({ name }) => name))
    for (const { indicator } of [...truth.plants, ...truth.consequences])
      assert.ok(names.has(indicator), indicator)
  })

  test('holds for each plant: its series differs in its direction from the same life without plants', () => {
    const [without, withAll] = [figures([]), figures(PLANT_IDS)]
    for (const plant of truth.plants) {
      const [before, after] = [without.get(key(plant))?.value ?? 0, withAll.get(key(plant))?.value ?? 0]
      assert.equal(Math.sign(after - before), plant.direction === 'up' ? 1 : -1, plant.id)
    }
  })

  test('never lists a plant as a consequence', () => {
    for (const plant of truth.plants) assert.ok(!found.has(key(plant)), plant.id)
  })
})

describe('the consequences', () => {
  test('are that work waits longer because it takes longer, and for whatever waits behind it', () => {
    for (const quantile of ['p50', 'p95']) {
      const wait = found.get(`task_queue_wait_${quantile}`)
      assert.equal(wait?.direction, 'up')
      assert.ok(wait?.because.includes('build-run-time-ramp'))
      assert.ok(wait?.because.includes('foundation-hangs'))
    }
    for (const type of ['research', 'foundation', 'build', 'test', 'review']) {
      assert.equal(found.get(`task_total_time_p50{task_type="${type}"}`)?.direction, 'up', type)
    }
  })

  test('are that hung tasks fail and all run for as long', () => {
    const failures = found.get('task_failure_rate{task_type="foundation"}')
    assert.deepEqual(failures?.because, ['foundation-hangs'])
    assert.ok((failures?.with ?? 0) > 0.9 && (failures?.without ?? 1) < 0.1)
    const runTime = found.get('task_run_time_p50{task_type="foundation"}')
    assert.deepEqual([runTime?.with, runTime?.because], [120, ['foundation-hangs']])
  })

  test('are that the tail of what got slower got slower too', () => {
    assert.deepEqual(found.get('task_run_time_p95{task_type="build"}')?.because, ['build-run-time-ramp'])
    assert.deepEqual(found.get('task_run_time_p95{task_type="review"}')?.because, ['review-model-swap'])
  })

  test('begin with the first plant that is to blame', () => {
    for (const { because, onset } of truth.consequences) {
      const onsets = truth.plants.filter(({ id }) => because.includes(id)).map(plant => plant.onset)
      assert.equal(onset, Math.min(...onsets))
    }
  })

  test('leave alone what nothing touches', () => {
    for (const type of ['research', 'foundation', 'build', 'test', 'review']) {
      assert.ok(!found.has(`task_throughput{task_type="${type}"}`), type)
    }
    for (const type of ['research', 'test']) {
      assert.ok(!found.has(`task_run_time_p50{task_type="${type}"}`), type)
      assert.ok(!found.has(`task_run_time_p95{task_type="${type}"}`), type)
    }
    for (const type of ['research', 'build', 'test', 'review']) {
      assert.ok(!found.has(`task_failure_rate{task_type="${type}"}`), type)
      assert.ok(!found.has(`task_timeout_share{task_type="${type}"}`), type)
    }
    assert.ok(!found.has('task_backlog_growth'))
  })

  test('are none in a life too short for any plant', () => {
    assert.deepEqual(groundTruth(5, startedAt, startedAt + 20 * DAY).consequences, [])
  })
})
