import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { markedReleases, releasesOn } from '../../../../src/presentation/charts/release-marks.ts'
import { releaseAt } from '../../../support/alerts/alert-samples.ts'

test('releases are marked inside the range alone', () => {
  const releases = [-1, 0, 5, 10, 11].map(at => ({ at }))
  assert.deepEqual(markedReleases(releases, { from: 0, to: 10 }), [{ at: 0 }, { at: 5 }, { at: 10 }])
})

test('so many releases that they would be a fence are not marked', () => {
  const releases = Array.from({ length: 61 }, (_, at) => ({ at }))
  assert.deepEqual(markedReleases(releases, { from: 0, to: 100 }), [])
})

test('a plot marks those within what it shows', () => {
  const points = [0, 1, 2].map(hour => ({ at: hour * HOUR, value: 1 }))
  const releases = [releaseAt(HOUR), releaseAt(9 * HOUR)]
  const plot = { points, bucket: HOUR, band: [], onset: null, releases }
  assert.equal(releasesOn(plot).length, 1)
  assert.equal(releasesOn({ ...plot, to: 10 * HOUR }).length, 2)
  assert.equal(releasesOn({ ...plot, points: [] }).length, 0)
})
