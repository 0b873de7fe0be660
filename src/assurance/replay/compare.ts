// Two replays of one span side by side: who would have been notified of what earlier, later, or not at all.
import type { Millis } from '../../core/clock.ts'
import type { Outcome, ReplayedIncident } from './outcome.ts'

/** What both found, each as it called it. */
export interface Pair {
  one: ReplayedIncident
  other: ReplayedIncident
  /** By how much later the other notified; negative: earlier. Null where one of them notified nobody. */
  later: Millis | null
}

export interface Comparison {
  pairs: readonly Pair[]
  /** What only the first found, and only the second. */
  onlyOne: readonly ReplayedIncident[]
  onlyOther: readonly ReplayedIncident[]
  /** How many messages more the other sent; negative: fewer. */
  messages: number
}

/**
 * Two incidents are one where they share a series and the time in which they stood. Each has one counterpart at most: the one that began
 * nearest to it.
 */
export function compare(one: Outcome, other: Outcome): Comparison {
  const left = new Set(other.incidents)
  const pairs: Pair[] = []
  const onlyOne: ReplayedIncident[] = []
  for (const incident of one.incidents) {
    const [found] = [...left]
      .filter(candidate => isSame(incident, candidate))
      .toSorted((a, b) => Math.abs(a.openedAt - incident.openedAt) - Math.abs(b.openedAt - incident.openedAt))
    if (found === undefined) {
      onlyOne.push(incident)
      continue
    }
    left.delete(found)
    pairs.push({ one: incident, other: found, later: laterOf(incident, found) })
  }
  return { pairs, onlyOne, onlyOther: [...left], messages: other.messages.length - one.messages.length }
}

function isSame(a: ReplayedIncident, b: ReplayedIncident): boolean {
  const begins = Math.max(a.openedAt, b.openedAt)
  const ends = Math.min(a.closedAt ?? Number.POSITIVE_INFINITY, b.closedAt ?? Number.POSITIVE_INFINITY)
  return begins <= ends && a.series.some(key => b.series.includes(key))
}

function laterOf(one: ReplayedIncident, other: ReplayedIncident): Millis | null {
  return one.notifiedAt === null || other.notifiedAt === null ? null : other.notifiedAt - one.notifiedAt
}
