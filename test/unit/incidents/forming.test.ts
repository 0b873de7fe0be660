import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../src/core/duration.ts'
import { itemOf } from '../../../src/incidents/cluster.ts'
import { createFleet } from '../../../src/incidents/fleet.ts'
import { Forming } from '../../../src/incidents/forming.ts'
import type { Tie } from '../../../src/incidents/incident.ts'
import { bondsOf } from '../../../src/incidents/ties.ts'
import { FLEET, NOON, seriesOf, sighting } from '../../support/incidents/sightings.ts'

const scale = {
  fleet: createFleet(FLEET),
  rate: 1 / 300,
  now: NOON / HOUR + 5 * 24,
  waiting: new Set<string>(),
}
const item = (indicator: string, type: string | undefined, at: number) => {
  const series = seriesOf(indicator, type)
  return itemOf(sighting(series, at, { within: 3 * HOUR }), series)
}

function formed(items: ReturnType<typeof item>[], ties: readonly Tie[] = []): number[] {
  const forming = new Forming(scale, bondsOf(ties))
  for (const one of items) forming.add(one)
  forming.settle()
  return forming.groups.map(({ cluster }) => cluster.items.length).sort()
}

describe('forming groups', () => {
  test('lets many that are each too little be enough together: run times of all types at once', () => {
    const types = ['build', 'review', 'test', 'research']
    assert.deepEqual(formed(types.map(type => item('task_run_time_p50', type, NOON))), [4])
  })

  test('keeps what is far apart in time apart', () => {
    assert.deepEqual(
      formed([item('task_run_time_p50', 'build', NOON), item('task_run_time_p95', 'build', NOON + 9 * DAY)]),
      [1, 1],
    )
  })

  test('gives ids that are of the change with which a group began', () => {
    const ids = (items: ReturnType<typeof item>[]): string[] => {
      const forming = new Forming(scale, bondsOf([]))
      for (const one of items) forming.add(one)
      return forming.groups.map(({ id }) => id)
    }
    const [first, second] = [
      item('task_run_time_p50', 'build', NOON),
      item('task_run_time_p95', 'build', NOON),
    ]
    assert.deepEqual(ids([first, second]), ids([first]))
    assert.match(ids([first])[0] ?? '', /^[0-9a-f]{20}$/)
  })

  test('goes by what a person says', () => {
    const [a, b] = [item('task_run_time_p50', 'build', NOON), item('task_run_time_p95', 'build', NOON)]
    const tie: Tie = {
      kind: 'split',
      a: a.sighting.change,
      b: b.sighting.change,
      by: 'ann',
      at: NOON,
      note: '',
    }
    assert.deepEqual(formed([a, b]), [2])
    assert.deepEqual(formed([a, b], [tie]), [1, 1])
  })
})
