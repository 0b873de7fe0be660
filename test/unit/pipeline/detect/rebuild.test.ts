import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import type { MonitorOptions, MonitorState } from '../../../../src/detection/change.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { rebuildState } from '../../../../src/pipeline/detect/rebuild.ts'
import type { Point } from '../../../../src/series/series.ts'
import type { Acceptance } from '../../../../src/storage/store.ts'
import { recordOf } from '../../../support/alerts/alerting.ts'

const START = Date.UTC(2026, 0, 1)
const OPTIONS: MonitorOptions = { bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null }
const monitor = createMonitor({ describe: describeChange })

/** Hourly medians about 40 s, and about 80 s from the 400th on. */
const random = randomStream(5, 'rebuild')
const points: Point[] = Array.from({ length: 500 }, (_, i) => {
  const value = random.lognormal(i < 400 ? 40 : 80, 0.2)
  return { at: START + i * HOUR, value, lower: value, upper: value, n: 20 }
})

/** Detection as it goes, with the level accepted once so many points had come. */
function live(...acceptedAfter: number[]): MonitorState {
  let state = monitor.start(OPTIONS)
  for (const [index, point] of points.entries()) {
    if (acceptedAfter.includes(index)) state = monitor.accept(state, points.slice(0, index))
    state = monitor.observe(state, point)[0]
  }
  return acceptedAfter.includes(points.length) ? monitor.accept(state, points) : state
}

/** Made when the first `count` points had been observed. */
function acceptance(number: number, count: number, undone: Acceptance['undone'] = null): Acceptance {
  const before = {
    state: monitor.start(OPTIONS),
    observedUpTo: START + count * HOUR,
    standing: recordOf(START),
  }
  return { number, seriesId: 1, at: START, by: 'ann', note: '', episodes: [], before, undone }
}

describe('what detection knows of a series, gathered from its points', () => {
  test('is what it would have known, had it seen them one by one', () => {
    assert.deepEqual(rebuildState(monitor, OPTIONS, points, []), live())
  })

  test('of a series without points is where it starts', () => {
    assert.deepEqual(rebuildState(monitor, OPTIONS, [], []), monitor.start(OPTIONS))
  })

  test('holds a level that was accepted at the end of the points', () => {
    const state = rebuildState(monitor, OPTIONS, points, [acceptance(1, points.length)])
    assert.deepEqual(state, live(points.length))
    assert.notDeepEqual(state, live())
  })

  test('does not hold one that was taken back', () => {
    const undone = { at: START, by: 'ann' }
    assert.deepEqual(rebuildState(monitor, OPTIONS, points, [acceptance(1, points.length, undone)]), live())
  })
})
