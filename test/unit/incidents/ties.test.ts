import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../src/core/duration.ts'
import { itemOf } from '../../../src/incidents/cluster.ts'
import type { Tie } from '../../../src/incidents/incident.ts'
import { bondsOf } from '../../../src/incidents/ties.ts'
import { NOON, seriesOf, sighting } from '../../support/incidents/sightings.ts'

const run = seriesOf('task_run_time_p50', 'build')
const a = itemOf(sighting(run, NOON), run)
const b = itemOf(sighting(seriesOf('claimed_verified_gap'), NOON), seriesOf('claimed_verified_gap'))
const tie = (kind: Tie['kind'], at: number): Tie => {
  return { kind, a: a.sighting.change, b: b.sighting.change, by: 'ann', at, note: '' }
}

describe('bonds', () => {
  test('hold in both directions', () => {
    assert.ok(bondsOf([tie('link', 1)]).bound([b], a))
    assert.ok(bondsOf([tie('link', 1)]).bound([a], b))
    assert.ok(bondsOf([tie('split', 1)]).apart([a], [b]))
    assert.ok(bondsOf([tie('split', 1)]).apart([b], [a]))
  })

  test('the later word of two holds', () => {
    const bonds = bondsOf([tie('split', 2), tie('link', 1)])
    assert.ok(bonds.apart([a], [b]))
    assert.ok(!bonds.bound([a], b))
  })

  test('are known of both whom they concern, and of nobody else', () => {
    const bonds = bondsOf([tie('link', 1)])
    assert.deepEqual([...bonds.linked([b])], [a.sighting.change])
    assert.ok(bonds.concern([a]) && bonds.concern([b]))
    const other = itemOf({ ...a.sighting, change: 'other' }, run)
    assert.ok(!bonds.concern([other]))
    assert.deepEqual([...bondsOf([tie('split', 1)]).linked([a])], [])
  })

  test('without a word nothing is bound but what takes the place of a former change of its series', () => {
    const { bound, concern, linked } = bondsOf([])
    const former = itemOf({ ...a.sighting, change: 'former', clearedAt: a.sighting.raisedAt }, run)
    const long = itemOf({ ...former.sighting, clearedAt: a.sighting.raisedAt - 5 * HOUR }, run)
    assert.deepEqual([bound([b], a), bound([former], a), bound([long], a)], [false, true, false])
    assert.deepEqual([concern([a, b]), linked([a]).size], [false, 0])
  })
})
