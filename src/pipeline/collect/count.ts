// Counts what commits bring, and remembers on what parts failed: the one way from an intake to metrics and alarms.
import { nameOf } from '../../core/loop-guard/owners.ts'
import type { Outages } from '../../core/outages.ts'
import {
  lateEvents,
  sourceEvents,
  sourceRefused,
  sourceRefusedRows,
} from '../../exposition/metrics/sources.ts'
import type { Instruments } from '../../exposition/own/instruments.ts'
import type { Failings } from '../faults/failings.ts'
import { type HeldDeps, holdToObjectives } from '../held-to.ts'
import type { PullObserver } from './pull.ts'

/** Label sets of one counter and one source that sources name by themselves; a series that was once exposed stays. */
const MOST_REASONS = 50
const MOST_TABLES = 500
const OTHER = 'other'

export interface CountDeps extends HeldDeps {
  exposition: { instruments: Pick<Instruments, 'count' | 'reach'> }
  live: { failings: Pick<Failings, 'note'>; outages: Pick<Outages, 'failed'> }
}

export function countCommits(deps: CountDeps): Omit<PullObserver, 'progress'> {
  const { exposition, live, clock } = deps
  const { count } = exposition.instruments
  const [knowsReason, knowsTable] = [firstOf(MOST_REASONS), firstOf(MOST_TABLES)]
  return {
    held: holdToObjectives(deps),
    fails: (owner, message, say) => {
      live.failings.note(owner, message, clock.now())
      if (say !== undefined) live.outages.failed(nameOf(owner), message, say)
    },
    events: (source, events) => {
      for (const [type, some] of Map.groupBy(events, event => event.type)) {
        count(sourceEvents, { source, type }, some.length)
      }
    },
    late: (source, events) => count(lateEvents, { source }, events),
    refused: (source, reason, events) =>
      count(sourceRefused, { source, reason: knowsReason(source, reason) ? reason : OTHER }, events),
    refusedRows: (source, { table, reason }, rows) => {
      const own = knowsTable(source, JSON.stringify([table, reason])) ? { table, reason } : ELSEWHERE
      count(sourceRefusedRows, { source, ...own }, rows)
    },
  }
}

const ELSEWHERE = { table: OTHER, reason: OTHER }

/** Whether a name is among the first so many of a source. */
function firstOf(most: number): (source: string, name: string) => boolean {
  const known = new Map<string, Set<string>>()
  return (source, name) => {
    const names = known.get(source) ?? new Set()
    known.set(source, names)
    if (names.size < most) names.add(name)
    return names.has(name)
  }
}
