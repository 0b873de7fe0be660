// Counts what commits bring: the one way from an intake to the metrics.
import type { Instruments } from '../../exposition/exposition.ts'
import {
  lateEvents,
  sourceEvents,
  sourceRefused,
  sourceRefusedRows,
} from '../../exposition/metrics/sources.ts'
import type { PullObserver } from './pull.ts'

export function countCommits({ count }: Instruments): Omit<PullObserver, 'progress'> {
  return {
    events: (source, events) => {
      for (const [type, some] of Map.groupBy(events, event => event.type)) {
        count(sourceEvents, { source, type }, some.length)
      }
    },
    late: (source, events) => count(lateEvents, { source }, events),
    refused: (source, reason, events) => count(sourceRefused, { source, reason }, events),
    refusedRows: (source, { table, reason }, rows) =>
      count(sourceRefusedRows, { source, table, reason }, rows),
  }
}
