// Lets the pages of a whole fleet share one false-discovery rate: what is not granted counts as a watch.
import type { Change, Verdict } from '../../detection/change.ts'
import type { Fleet } from '../../detection/fleet.ts'
import { watchedPoints } from '../../detection/monitor.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import type { SeriesStatus } from './detect.ts'

/** Whether nothing got worse, as where work only moved: that wakes nobody, and takes no part in what the fleet's pages share. */
export type IsHarmless = (series: Series, change: Change) => boolean

/** One commit. Returns the verdicts as they may be acted on. */
export function grantPages(
  store: Store,
  fleet: Fleet,
  statuses: readonly SeriesStatus[],
  isHarmless: IsHarmless = () => false,
): SeriesStatus[] {
  return store.transaction(() => {
    const records = store.changes.allStanding()
    const before = store.changes.fleet() ?? fleet.start()
    const known = new Map(statuses.map(status => [status.series.id, status]))
    const claims = records.map(({ seriesId, alarm, change }) => {
      const status = known.get(seriesId)
      const claimed = status?.verdict.status === 'alarm' ? status.verdict.alarm : alarm
      // A page that was granted stays one: nobody is woken a second time by what was not sure in between.
      const isGranted = before.granted[String(seriesId)] === claimed.at
      const isHeld = !isGranted && status !== undefined && isHarmless(status.series, change)
      return {
        seriesId,
        alarm: isHeld ? { ...claimed, severity: 'watch' as const } : claimed,
        points: status?.shown.watchedPoints ?? pointsOf(store, seriesId),
      }
    })
    const [next, decided] = fleet.step(before, {
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
