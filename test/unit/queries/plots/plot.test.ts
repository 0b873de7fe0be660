import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { createCauseFinder } from '../../../../src/pipeline/alerts/causes.ts'
import { plotOf, withReleases } from '../../../../src/queries/plots/plot.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { LEVEL, ONSET, pointsOf, SERIES } from '../../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../../support/folder.ts'

function setup(t: Parameters<typeof temporaryFolder>[0]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const series = store.series.ensure(SERIES.key, SERIES.indicator, SERIES.labels, HOUR)
  const deps = {
    store,
    monitor: createMonitor({ describe: describeChange }),
    causes: createCauseFinder(store),
  }
  return { store, series, deps }
}

describe('what is drawn of a series', () => {
  test('is nothing before its first point', t => {
    const { series, deps } = setup(t)
    const plot = plotOf(series, null, HOUR, deps)
    assert.deepEqual([plot.points, plot.band, plot.onset, plot.regime], [[], [], null, null])
    assert.equal(withReleases(plot, deps), plot)
  })

  test('reaches back before the onset of a change, and holds what the change has become', t => {
    const { store, series, deps } = setup(t)
    store.transaction(() => store.series.append(series.id, pointsOf(LEVEL)))
    const short = plotOf(series, null, 10 * HOUR, deps)
    const whole = plotOf(series, { change: LEVEL }, 10 * HOUR, deps)
    assert.ok((short.points[0]?.at ?? 0) > ONSET)
    assert.ok((whole.points[0]?.at ?? 0) < LEVEL.onset.lower)
    assert.deepEqual(whole.regime?.drawing, 'step')
    assert.equal(whole.onset, LEVEL.onset)
  })
})
