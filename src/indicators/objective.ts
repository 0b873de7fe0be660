// Objectives: which share of the lifecycles of an indicator is to be good. Each counts by itself, once, when it is known.
import type { Millis } from '../core/clock.ts'
import { type Labels, labelOf } from '../core/series-key.ts'
import type { Lifecycle } from '../lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../lifecycles/registry.ts'
import type { Measure } from './measure.ts'

/** How an indicator holds each lifecycle to an objective. */
export interface Judged {
  /** Its moment says from when on one counts. */
  readonly of: Measure
  /** The limit is in the unit of the indicator. */
  readonly needsLimit: boolean
  isBad(lifecycle: Lifecycle, limit: number): boolean
}

export interface Objective {
  readonly name: string
  readonly kind: LifecycleKind
  readonly judged: Judged
  /** Labels, `source` among them, that a lifecycle must carry. */
  readonly match: Labels
  /** Beyond it one is bad; infinite where the indicator needs none. */
  readonly limit: number
}

/** A lifecycle as it was known before, and as it is known now. */
export interface Replaced {
  readonly before: Lifecycle | null
  readonly after: Lifecycle
}

/** What counters go up by: they never go down, so that one that has turned out to be good stays bad. */
export interface Judgement {
  readonly events: number
  readonly bad: number
}

/**
 * Of those that are known since `since`: what ended before is history, which the counters of a Prometheus cannot take. A measure that
 * throws judges nothing; it is a fault of its cell.
 */
export function judge(objective: Objective, replaced: readonly Replaced[], since: Millis): Judgement {
  let [events, bad] = [0, 0]
  for (const { before, after } of replaced) {
    const now = judgedAs(objective, after, since)
    if (now === null) continue
    const then = before === null ? null : judgedAs(objective, before, since)
    if (then === null) events += 1
    if (now === 'bad' && then !== 'bad') bad += 1
  }
  return { events, bad }
}

function judgedAs(
  { kind, judged, match, limit }: Objective,
  lifecycle: Lifecycle,
  since: Millis,
): 'good' | 'bad' | null {
  if (lifecycle.kind !== kind) return null
  const labels = { ...lifecycle.labels, source: lifecycle.source }
  if (!Object.entries(match).every(([name, value]) => labelOf(labels, name) === value)) return null
  try {
    const at = judged.of.at(lifecycle)
    if (at === null || at < since) return null
    return judged.isBad(lifecycle, limit) ? 'bad' : 'good'
  } catch {
    return null
  }
}
