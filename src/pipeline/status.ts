// What the last tick found, kept in memory: what pages and metrics need beyond the store.

import type { MuteReason } from '../alerting/muting/mute.ts'
import type { Millis } from '../core/clock.ts'
import { createOwners, type Owners } from '../core/loop-guard/owners.ts'
import { createOutages, type Outages } from '../core/outages.ts'
import { type Courtesy, createCourtesy } from '../core/turns/courtesy.ts'
import type { Verdict } from '../detection/change.ts'
import { createUntaken, type Untaken } from './collect/problems/untaken.ts'
import type { SourceStatus } from './collect/status.ts'
import { createStrays, type Strays } from './collect/strays.ts'
import type { Known } from './detect/detect.ts'
import { createFailings, type Failings } from './faults/failings.ts'
import { createInterrupted, type Interrupted, type InterruptedParts } from './faults/interrupted.ts'

export interface Live {
  /** When the last tick ran to its end, by slowburn's clock; null before the first. */
  lastTickAt: Millis | null
  /** When a Prometheus last asked for the metrics; null before the first. */
  scrapedAt: Millis | null
  /** Why the last tick failed, if it did. */
  fault: { stage: string; message: string } | null
  sources: Map<string, SourceStatus>
  /** Sources whose history was still being read when a tick last ran to its end: what is known is of a part of it. */
  halfRead: ReadonlySet<string>
  /** Sources that are not asked, because something asked of them before has not ended, and why. */
  unanswered: Map<string, string>
  /** For how long each alarm about slowburn itself has stood while it was looked at, when that was last, and since when; by its name. */
  stoodFor: Map<string, { counted: Millis; at: Millis; since: Millis }>
  /** What fails at present and is in the log already. */
  outages: Outages
  /** To which part belongs what runs now. */
  owners: Owners
  /** Who waits for an answer, whom ticks let go first. */
  courtesy: Courtesy
  /** What sources that receive could not take. */
  untaken: Untaken
  /** What parts do outside of calls to them. */
  strays: Strays
  /** What parts failed on for good. */
  failings: Failings
  /** When slowburn first looked whether something is wrong with itself; null before. */
  lookedFrom: Millis | null
  /** Parts that held up everything; none of them is asked. */
  interrupted: InterruptedParts
  /** By series id. */
  verdicts: Map<number, Verdict>
  /** What detection found of each series, and of what. */
  known: Known
  /** Names of the detectors that the configuration disables. */
  disabledDetectors: readonly string[]
  /** What was wrong with each way to somebody when it was opened, by its channel; empty where nothing was. */
  notifiers: Map<string, readonly string[]>
  /** What is wrong with indicators that fail, by name. */
  indicatorFaults: Map<string, string>
  /** On which series they fail, by name. */
  failingSeries: Map<string, Set<string>>
  /** What was wrong with metrics when they were last published, by name. */
  metricFaults: ReadonlyMap<string, string>
  /** What was wrong with pages when they were last asked for, by their path. */
  pageFaults: Map<string, string>
  /** What is wrong with the calendars of rotas that could not be read when this was last tried, by the name of the rota. */
  calendarFaults: Map<string, string>
  /** How often audits are made, and since when they are; null: there are none here. */
  audits: { every: Millis; since: Millis } | null
  /** Who should be notified of what, and why they are not. */
  suppressed: readonly Suppressed[]
  /** The last evaluation of alerts; it never rejects. The next one begins once it has ended. */
  evaluated: Promise<void>
}

export interface Suppressed {
  episodeId: string
  contact: string
  /** `rate limit`: it waits for the next summary. */
  reason: MuteReason | 'rate limit'
  /** The silence, the episode or the person that mutes; null where it is none of them. */
  by: string | null
  /** When it ends by itself; null: when somebody or something ends it. */
  until: Millis | null
}

/** `before`: what was interrupted in the process that this one has replaced. */
export function createLive(
  disabledDetectors: readonly string[] = [],
  before: readonly Interrupted[] = [],
): Live {
  return {
    lastTickAt: null,
    scrapedAt: null,
    fault: null,
    sources: new Map(),
    halfRead: new Set(),
    unanswered: new Map(),
    stoodFor: new Map(),
    outages: createOutages(),
    owners: createOwners(),
    courtesy: createCourtesy(),
    untaken: createUntaken(),
    strays: createStrays(),
    failings: createFailings(),
    lookedFrom: null,
    interrupted: createInterrupted(before),
    verdicts: new Map(),
    known: new Map(),
    disabledDetectors,
    notifiers: new Map(),
    indicatorFaults: new Map(),
    failingSeries: new Map(),
    metricFaults: new Map(),
    pageFaults: new Map(),
    calendarFaults: new Map(),
    audits: null,
    suppressed: [],
    evaluated: Promise.resolve(),
  }
}

/** Whether the history of some source is still being read: the next tick then follows at once. */
export function isBackfilling(live: Pick<Live, 'sources'>): boolean {
  return sourcesBackfilling(live).length > 0
}

/** By name. */
export function sourcesBackfilling({ sources }: Pick<Live, 'sources'>): string[] {
  return [...sources.values()].filter(isReadingHistory).map(({ name }) => name)
}

export function isReadingHistory(status: SourceStatus | undefined): boolean {
  if (status === undefined) return false
  const { up, progress } = status
  return up && progress !== null
}
