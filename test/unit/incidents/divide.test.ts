import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { cluster, itemOf } from '../../../src/incidents/cluster.ts'
import { divided } from '../../../src/incidents/divide.ts'
import { createFleet } from '../../../src/incidents/fleet.ts'
import { FLEET, NOON, seriesOf, sighting } from '../../support/incidents/sightings.ts'

const scale = {
  fleet: createFleet(FLEET),
  rate: 1 / 300,
  now: NOON / HOUR + 20 * 24,
  waiting: new Set<string>(),
}
const work = (type: string, at: number) =>
  ['task_run_time_p50', 'task_run_time_p95', 'task_total_time_p50'].map(name => {
    const series = seriesOf(name, type)
    return itemOf(sighting(series, at, { within: 3 * HOUR }), series)
  })

describe('a cluster of two causes', () => {
  test('goes apart into what each has changed', () => {
    const [build, review] = [work('build', NOON), work('review', NOON + 2 * DAY)]
    const whole = cluster([...build, ...review], scale)
    assert.ok(whole !== null)
    const parts = divided(whole, scale, -1)
    assert.equal(parts?.staying.items.length, 3)
    assert.equal(parts?.leaving.items.length, 3)
    assert.notDeepEqual(types(parts?.leaving.items), types(parts?.staying.items))
  })

  test('stays one where one cause is likelier', () => {
    const whole = cluster(work('build', NOON), scale)
    assert.equal(whole === null ? 1 : divided(whole, scale, -1), null)
    const both = cluster([...work('build', NOON), ...work('review', NOON)], scale)
    assert.equal(both === null ? 1 : divided(both, scale, -1), null)
  })
})

function types(items: ReadonlyArray<{ series: { labels: Record<string, string | undefined> } }> = []) {
  return [...new Set(items.map(({ series }) => series.labels.task_type))]
}
