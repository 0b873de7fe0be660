// Lets the pages of a whole fleet share one false-discovery rate: what is not granted counts as a watch.
import type { Verdict } from '../../detection/change.ts'
import type { Fleet } from '../../detection/fleet.ts'
import { watchedPoints } from '../../detection/monitor.ts'
import type { Store } from '../../storage/store.ts'
import type { SeriesStatus } from './detect.ts'

/** One commit. Returns the verdicts as they may be acted on. */
export function grantPages(store: Store, fleet: Fleet, statuses: readonly SeriesStatus[]): SeriesStatus[] {
  return store.transaction(() => {
    const records = store.changes.allStanding()
    const known = new Map(statuses.map(status => [status.series.id, status]))
    const claims = records.map(({ seriesId, alarm }) => {
      const status = known.get(seriesId)
      return {
        seriesId,
        alarm: status?.verdict.status === 'alarm' ? status.verdict.alarm : alarm,
        points: status?.shown.watchedPoints ?? pointsOf(store, seriesId),
      }
    })
    const [next, decided] = fleet.step(store.changes.fleet() ?? fleet.start(), {
      series: statuses.length,
      claims,
    })
    store.changes.saveFleet(next)
    const severity = new Map(decided.map(one => [one.seriesId, one.severity]))
    for (const record of records) {
      const granted = severity.get(record.seriesId) ?? record.alarm.severity
      if (granted === record.alarm.severity) continue
      store.changes.save({ ...record, alarm: { ...record.alarm, severity: granted } })
    }
    return statuses.map(({ series, verdict, shown }) => ({
      series,
      shown,
      verdict: withSeverity(verdict, severity.get(series.id)),
    }))
  })
}

/** Of a series that is no longer computed. */
function pointsOf(store: Store, seriesId: number): number {
  const state = store.series.monitor(seriesId)
  return state === null ? 0 : watchedPoints(state)
}

function withSeverity(verdict: Verdict, severity: 'watch' | 'page' | undefined): Verdict {
  if (verdict.status !== 'alarm' || severity === undefined) return verdict
  return { ...verdict, alarm: { ...verdict.alarm, severity } }
}
