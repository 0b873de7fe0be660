// Reads the work about the changes that stand, before anybody is notified of one and before one is granted a page: nothing waits in either.
import type { Pause } from '../../core/turns/pause.ts'
import type { Verdict } from '../../detection/change.ts'
import type { Series } from '../../series/series.ts'
import type { Store } from '../../storage/store.ts'
import type { CauseFinder } from './causes.ts'

interface Judged {
  series: Series
  verdict: Verdict
}

export interface StandingDeps {
  store: Pick<Store, 'changes'>
  causes: Pick<CauseFinder, 'lookUp'>
  isCaughtUp(series: Series): boolean
}

/** Those of series that were judged now, each as what it claims to be. */
export async function lookUpStanding(
  { store, causes, isCaughtUp }: StandingDeps,
  judged: readonly Judged[],
  pause: Pause,
): Promise<void> {
  const known = new Map(judged.map(one => [one.series.id, one]))
  const standing = store.changes.allStanding().flatMap(({ seriesId, alarm, change: { onset, kind } }) => {
    const one = known.get(seriesId)
    if (one === undefined || !isCaughtUp(one.series)) return []
    const { severity } = one.verdict.status === 'alarm' ? one.verdict.alarm : alarm
    return [{ series: one.series, onset, kind, severity }]
  })
  await causes.lookUp(standing, pause)
}
