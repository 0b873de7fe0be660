// Compares two sides batch by batch, as their tasks come to have had their time.
import type { Pause } from '../../core/turns/pause.ts'
import { createOddsEvidence } from '../../stats/comparison/odds-evidence.ts'
import { createShareEvidence } from '../../stats/comparison/share-evidence.ts'
import { createSplitEvidence } from '../../stats/comparison/split-evidence.ts'
import type { Guard, Times } from './guards.ts'
import type { Begun } from './observed.ts'

/** Tasks of both sides that are compared at once, in the order of their begin: whatever drifts is the same within. */
const BATCH = 20

/** What a gate may go wrong with while nothing is: half for each guard, and the rest for the split. Together one in twenty. */
export const ALPHA = { guard: 0.0225, split: 0.005 } as const

export interface Side {
  events: number
  of: number
}

export interface Comparison {
  guard: Guard
  candidate: Side
  baseline: Side
  /** Odds ratio of candidate to baseline with the limits of its confidence sequence; null where no batch has both, or nothing happened. */
  ratio: { value: number | null; lower: number; upper: number }
  /** Natural logs of e-values: against "not worse", and against "not below the tolerable share". */
  worse: number
  tolerable: number
}

/**
 * @param tasks that have had their time, in order of their begin; what is left over after whole batches is not looked at
 * @param tolerable share of failures; 0: none
 */
export async function compare(
  tasks: readonly Begun[],
  guard: Guard,
  { times, tolerable: limit, pause }: { times: Times; tolerable: number; pause: Pause },
): Promise<Comparison> {
  const odds = createOddsEvidence(ALPHA.guard)
  const share = guard.isFailure && limit > 0 ? createShareEvidence(limit) : null
  const candidate = { events: 0, of: 0 }
  const baseline = { events: 0, of: 0 }
  // Mantel and Haenszel (1959), over the batches.
  const sums = { up: 0, down: 0 }
  for (let at = 0; at + BATCH <= tasks.length; at += BATCH) {
    const table = { first: 0, second: 0, events: 0 }
    let hits = 0
    for (const task of tasks.slice(at, at + BATCH)) {
      const happened = guard.happened(task, times)
      if (task.isCandidate) share?.add(happened)
      table[task.isCandidate ? 'first' : 'second'] += 1
      if (!happened) continue
      table.events += 1
      if (task.isCandidate) hits += 1
    }
    odds.add(table, hits)
    const others = table.events - hits
    sums.up += (hits * (table.second - others)) / BATCH
    sums.down += (others * (table.first - hits)) / BATCH
    candidate.events += hits
    candidate.of += table.first
    baseline.events += others
    baseline.of += table.second
    await pause()
  }
  const { worse, lower, upper } = odds.state()
  const value = sums.down === 0 ? null : sums.up / sums.down
  return {
    guard,
    candidate,
    baseline,
    ratio: { value, lower, upper },
    worse,
    tolerable: share?.evidence() ?? 0,
  }
}

/** Tasks that are looked at before others may have their turn. */
const AT_ONCE = 1000

export interface SplitResult {
  meant: number
  /** Of the tasks that have had their time. */
  seen: number
  of: number
  isMismatch: boolean
}

export async function compareSplit(
  tasks: readonly Begun[],
  meant: number,
  pause: Pause,
): Promise<SplitResult> {
  const split = createSplitEvidence(meant)
  let candidates = 0
  for (const [place, { isCandidate }] of tasks.entries()) {
    split.add(isCandidate)
    if (isCandidate) candidates += 1
    if (place % AT_ONCE === 0) await pause()
  }
  return {
    meant,
    seen: tasks.length === 0 ? 0 : candidates / tasks.length,
    of: tasks.length,
    isMismatch: split.evidence() >= -Math.log(ALPHA.split),
  }
}
