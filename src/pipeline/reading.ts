// What a tick reads of its sources, and what is read on of a history while detection thinks in a thread of its own.

import { sourcePull, sourcePullFailures } from '../exposition/metrics/sources.ts'
import type { Instruments } from '../exposition/own/instruments.ts'
import type { Source } from '../sources/source.ts'
import { type CollectDeps, collect } from './collect/collect.ts'
import { countCommits } from './collect/count.ts'
import type { SourceStatus } from './collect/status.ts'
import type { Plan } from './plan.ts'
import type { Keep } from './retention.ts'
import { isReadingHistory, type Live } from './status.ts'

type Own = 'unanswered' | 'strays' | 'untaken' | 'owners' | 'courtesy' | 'outages'

export interface ReadingDeps
  extends Omit<CollectDeps, Own | 'keep' | 'keepFacts' | 'observe' | 'statusOf' | 'onStatus'> {
  sources: readonly Source[]
  plan: Pick<Plan, 'accumulated' | 'oneAtATime' | 'objectives' | 'indicators'>
  live: Live
  exposition: { instruments: Instruments }
  keep: Pick<Keep, 'events' | 'facts'>
  /** Backfill progress of a source, 0 to 1; null once caught up. */
  onProgress(source: string, share: number | null): void
  /** Publishes what is known by now; where it fails it has said so itself. */
  publish(): Promise<void>
}

/** Real seconds between two snapshots while a history is read: a scrape comes every ten at the most. */
const BETWEEN_PUBLISHING = 5

/** Reads every source up to the present, or until its budget is spent. */
export function readSources(deps: ReadingDeps, signal: AbortSignal): Promise<void> {
  return read(deps.sources, deps, signal, status => status)
}

/**
 * Goes on with the histories that are being read until `work`, which waits for another thread, is done. That a history has come to its
 * end is not known before the next tick: the buckets of what was read last are not closed yet, and whoever is asked in this tick must
 * not judge by half of it.
 */
export async function readOnDuring<T>(work: Promise<T>, deps: ReadingDeps, signal: AbortSignal): Promise<T> {
  let isDone = false
  const watch = async (): Promise<T> => {
    try {
      return await work
    } finally {
      isDone = true
    }
  }
  const working = watch()
  const histories = deps.sources.filter(({ name }) => isReadingHistory(deps.live.sources.get(name)))
  const reading = read(histories, { ...deps, isEnough: () => isDone }, signal, status =>
    status.up ? { ...status, progress: status.progress ?? 1 } : status,
  )
  // What fails leaves nothing running behind it.
  await Promise.allSettled([working, reading])
  await reading
  return working
}

async function read(
  sources: readonly Source[],
  deps: ReadingDeps,
  signal: AbortSignal,
  shownAs: (status: SourceStatus) => SourceStatus,
): Promise<void> {
  const { live, exposition, stopwatch } = deps
  let publishing: Promise<void> = Promise.resolve()
  let publishedAt = Number.NEGATIVE_INFINITY
  const progress = (source: string, share: number | null): void => {
    deps.onProgress(source, share)
    if (share === null) return
    live.sources.set(source, midway(source, share, live))
    if (stopwatch() - publishedAt < BETWEEN_PUBLISHING) return
    publishedAt = stopwatch()
    publishing = publishing.then(() => deps.publish())
  }
  const collecting: CollectDeps = {
    ...deps,
    keep: deps.keep.events,
    keepFacts: deps.keep.facts,
    unanswered: live.unanswered,
    strays: live.strays,
    untaken: live.untaken,
    owners: live.owners,
    courtesy: live.courtesy,
    outages: live.outages,
    observe: { ...countCommits(deps), progress },
    statusOf: source => live.sources.get(source),
    onStatus: status => {
      live.sources.set(status.name, shownAs(status))
      const source = status.name
      exposition.instruments.observe(sourcePull, { source }, status.durationSeconds)
      exposition.instruments.count(sourcePullFailures, { source }, status.up ? 0 : 1)
    },
  }
  await collect(sources, collecting, signal)
  await publishing
}

/** A source in the middle of its history, as the page and the metrics show it until its pull has ended. */
function midway(name: string, progress: number, live: Live): SourceStatus {
  const before = live.sources.get(name)
  return {
    name,
    up: true,
    error: null,
    completeUpTo: before?.completeUpTo ?? null,
    lastSuccessAt: before?.lastSuccessAt ?? null,
    progress,
    durationSeconds: before?.durationSeconds ?? 0,
    problems: before?.problems ?? [],
    downSince: null,
    unaccounted: before?.unaccounted ?? {},
    replaced: before?.replaced ?? {},
    tables: before?.tables,
    backlog: before?.backlog,
  }
}
