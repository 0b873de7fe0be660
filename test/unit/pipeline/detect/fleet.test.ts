import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Alarm, ChangeRecord } from '../../../../src/detection/change.ts'
import { createFleet } from '../../../../src/detection/fleet.ts'
import type { SeriesStatus } from '../../../../src/pipeline/detect/detect.ts'
import { grantPages } from '../../../../src/pipeline/detect/fleet.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { changeOf } from '../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const NOTHING_SHOWN = { band: null, broken: [], watchedPoints: 0 }

/** A fleet of quiet series, the first few of which page with this log evidence. */
function fleetOf(t: Parameters<typeof temporaryFolder>[0], size: number, evidence: readonly number[]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const all = store.transaction(() =>
    [...Array(size).keys()].map(i => store.series.ensure(`x{a="${i}"}`, 'x', { a: String(i) }, 3_600_000)),
  )
  const statuses: SeriesStatus[] = all.map((series, i) => {
    const log = evidence[i]
    if (log === undefined)
      return { series, shown: NOTHING_SHOWN, verdict: { status: 'quiet', coverageGaps: [] } }
    const alarm: Alarm = { at: 7_200_000, severity: 'page', kind: 'level', direction: 'up', evidence: log }
    const record: ChangeRecord = {
      id: `${series.id}:${alarm.at}:level`,
      seriesId: series.id,
      alarm,
      change: changeOf(),
      raisedAt: 10_800_000,
      clearedAt: null,
    }
    store.changes.save(record)
    return { series, shown: NOTHING_SHOWN, verdict: { status: 'alarm', alarm, raised: true } }
  })
  return { store, statuses }
}

describe('granting pages', () => {
  test('strong evidence pages; what a large fleet gives by chance is a watch, on the page and in the rules', t => {
    const { store, statuses } = fleetOf(t, 5000, [40, 8])
    const granted = grantPages(store, createFleet(), statuses)
    const severities = granted
      .slice(0, 2)
      .map(({ verdict }) => verdict.status === 'alarm' && verdict.alarm.severity)
    assert.deepEqual(severities, ['page', 'watch'])
    assert.deepEqual(
      store.changes.allStanding().map(({ alarm }) => alarm.severity),
      ['page', 'watch'],
    )
  })

  test('what is harmless is a watch, until it is not; what was granted before stays a page', t => {
    const { store, statuses } = fleetOf(t, 10, [15])
    const severity = (isHarmless: boolean) => {
      grantPages(store, createFleet(), statuses, () => isHarmless)
      return store.changes.allStanding()[0]?.alarm.severity
    }
    assert.deepEqual(
      [severity(true), severity(true), severity(false), severity(true)],
      ['watch', 'watch', 'page', 'page'],
    )
  })

  test('a page that was granted stays one for as long as its alarm stands', t => {
    const { store, statuses } = fleetOf(t, 10, [15])
    grantPages(store, createFleet(), statuses)
    const crowd = fleetOf(t, 10, [])
    const more = [...statuses, ...[...Array(100_000).keys()].map(() => crowd.statuses[0] ?? assert.fail())]
    grantPages(store, createFleet(), more)
    assert.equal(store.changes.allStanding()[0]?.alarm.severity, 'page')
  })
})
