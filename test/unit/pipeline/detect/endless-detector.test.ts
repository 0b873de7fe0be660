import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { randomStream } from '../../../../src/core/random.ts'
import type { MonitorState } from '../../../../src/detection/change.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import type { Detector } from '../../../../src/detection/detectors/detector.ts'
import { DETECTORS } from '../../../../src/detection/detectors/registry.ts'
import { brokenDetectors, createMonitor } from '../../../../src/detection/monitor.ts'
import { indicatorNamed } from '../../../../src/indicators/registry.ts'
import type { Point, Series } from '../../../../src/series/series.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { detectHere } from '../../../support/detection/detect-here.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'
import { loadProof } from '../../../support/watchdog.ts'

const START = Date.UTC(2026, 0, 1)

/** Hourly medians about 40 s; twice that from an hour on. */
function history(from: number): Point[] {
  const random = randomStream(5, 'detect')
  return [...Array(600).keys()].map(i => {
    const value = random.lognormal(i >= from ? 80 : 40, 0.2)
    return { at: START + i * HOUR, value, lower: value, upper: value, n: 20 }
  })
}

function settingsOf(series: Series) {
  const indicator = indicatorNamed(series.indicator)
  return indicator === null ? null : { indicator, limit: null }
}

test('a detector that never returns is interrupted on a few series, named in the log and by its series, and holds up no other', async t => {
  const [level] = DETECTORS
  assert.ok(level)
  let asked = 0
  const { watchdog: own, forever } = loadProof(0.1)
  const endless: Detector = {
    ...level,
    name: 'toy',
    step: () => {
      asked += 1
      return forever()
    },
  }
  const slow = createMonitor({
    describe: describeChange,
    detectors: [...DETECTORS, endless],
    watch: own,
  })
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  for (const type of ['a', 'b', 'c', 'd', 'e']) {
    const key = `task_run_time_p50{task_type="${type}"}`
    const { id } = store.series.ensure(key, 'task_run_time_p50', { task_type: type }, HOUR)
    store.transaction(() => store.series.append(id, history(type === 'e' ? 500 : 9000)))
  }
  const { log, lines } = linesOf()
  const statuses = await detectHere({
    store,
    monitor: slow,
    watchdog: own,
    settingsOf,
    quietSince: () => null,
    log,
  })
  // A try in which the machine gave it no time counts for nothing.
  assert.ok(asked >= 3 && asked <= 8, `asked ${asked} times`)
  assert.deepEqual(
    statuses.map(({ verdict }) => verdict.status),
    ['quiet', 'quiet', 'quiet', 'quiet', 'alarm'],
  )
  assert.match(JSON.stringify(statuses[0]?.verdict), /"coverageGaps":\[[^\]]*"broken:toy"/)
  const named = lines.filter(line => line.includes('toy') && line.includes('did not return within 0.1 s'))
  assert.equal(named.length, 5)
  for (const { id } of store.series.all()) {
    assert.deepEqual(Object.keys(brokenDetectors(store.series.monitor(id) as MonitorState)), ['toy'])
  }
})
