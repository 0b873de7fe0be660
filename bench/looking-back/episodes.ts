// Whole analyses of what left and came back: what a live run raises enters the look back as a candidate.
import { analyse } from '../../src/analyse/analyse.ts'
import type { RegimeChange } from '../../src/detection/regimes/regime.ts'
import { printTable } from '../report/report.ts'
import { EPISODES } from './cases.ts'
import { lookedAt, named, percent, type Runs, START, seriesOf, WITHIN_HOURS } from './look.ts'
import type { Case, Truth } from './series.ts'

/** Prints the table; the share of runs of each case in which both ends are dated. */
export function episodesSeen(runsOf: Runs): number[] {
  const rowsOf = EPISODES.map(each => {
    const truth = each.truth as Truth
    const tally = { live: 0, seen: 0, dated: 0, alone: 0, covered: 0 }
    for (let run = 0; run < runsOf(each); run++) {
      const values = Float64Array.from(seriesOf(each, run))
      if (isDated(lookedAt(each, [...values]), truth)) tally.alone++
      const times = values.map((_, i) => START + i * each.bucket)
      const file = {
        times,
        values,
        kind: 'moment' as const,
        valueName: '',
        unit: null,
        zone: null,
        notes: [],
      }
      const { events } = analyse(file, { limit: null, family: null })
      const inTime = (index: number): boolean =>
        index >= truth.at && index <= (truth.until ?? 0) + WITHIN_HOURS
      if (events.some(({ reported }) => reported !== null && inTime(reported.index))) tally.live++
      if (
        events.some(
          ({ change, since, over }) => change !== null && isDuring(since.index, over?.index ?? null, truth),
        )
      ) {
        tally.seen++
      }
      const hit = events.find(({ since, over }) => over !== null && isNear(since.index, over.index, truth))
      if (hit === undefined) continue
      tally.dated++
      const ends = [[hit.since, truth.at] as const, [hit.over, truth.until ?? 0] as const]
      if (ends.every(([end, at]) => end !== null && end.lower <= at && at <= end.upper)) tally.covered++
    }
    return tally
  })
  printTable(
    [
      'left and came back',
      'runs',
      'reported live',
      'seen',
      'both ends within 24 h',
      'without live',
      'both 90 % sets cover',
    ],
    EPISODES.map((each, k) => {
      const { live = 0, seen = 0, dated = 0, alone = 0, covered = 0 } = rowsOf[k] ?? {}
      const all = runsOf(each)
      return [
        named(each),
        String(all),
        ...[live / all, seen / all, dated / all, alone / all, covered / dated].map(percent),
      ]
    }),
  )
  return rowsOf.map(({ dated }, k) => dated / runsOf(EPISODES[k] as Case))
}

/** Seen looking back, with an end, at the time that it was. */
function isDuring(from: number, to: number | null, truth: Truth): boolean {
  return to !== null && from < (truth.until ?? 0) && to > truth.at
}

function isDated(seen: readonly RegimeChange[], truth: Truth): boolean {
  return seen.some(({ onset, until }) => until !== null && isNear(onset.value, until.value, truth))
}

function isNear(from: number, to: number, truth: Truth): boolean {
  return Math.abs(from - truth.at) <= WITHIN_HOURS && Math.abs(to - (truth.until ?? 0)) <= WITHIN_HOURS
}
