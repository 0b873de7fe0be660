// Counts what commits bring: the one way from an intake to the metrics.
import type { Instruments } from '../../exposition/exposition.ts'
import type { CommitObserver } from './commit.ts'

export function countCommits(instruments: Instruments): CommitObserver {
  return {
    events: (source, events) => {
      for (const [type, some] of Map.groupBy(events, event => event.type)) {
        instruments.events(source, type, some.length)
      }
    },
    late: instruments.late,
    overflow: instruments.labelOverflow,
    refused: instruments.refused,
  }
}
