// What the last tick found, kept in memory: what pages and metrics need beyond the store.
import type { Millis } from '../core/clock.ts'
import type { Verdict } from '../detection/change.ts'
import type { SourceStatus } from './collect.ts'

export interface Live {
  /** When the last tick ran to its end, by slowburn's clock; null before the first. */
  lastTickAt: Millis | null
  /** Why the last tick failed, if it did. */
  fault: { stage: string; message: string } | null
  sources: Map<string, SourceStatus>
  /** By series id. */
  verdicts: Map<number, Verdict>
}

export function createLive(): Live {
  return { lastTickAt: null, fault: null, sources: new Map(), verdicts: new Map() }
}
