// Watches the new series of an indicator for a while, then freezes the width of their buckets.
import type { Millis } from '../core/clock.ts'
import { DAY, HOUR, WEEK } from '../core/duration.ts'
import type { Labels } from '../core/series-key.ts'
import { ask, type IndicatorFault } from '../indicators/ask.ts'
import type { Cell, Indicator } from '../indicators/indicator.ts'
import { holds, mergeTally, startTally, type Tally } from '../indicators/tally.ts'
import { type BucketPolicy, chooseBucket } from './bucket.ts'
import { addToWindow, ownCell, type Slice } from './cells.ts'
import type { Grouping } from './grouping.ts'

/** A trial may end early once it holds this many times the minimum: eight buckets' worth. */
const ENOUGH = 16

export interface TrialOptions {
  indicator: Indicator
  grouping: Grouping
  /** Whether a group has a series already, by its key. */
  isKnown(key: string): boolean
  /** Cells before it begin no series. */
  resumeFrom: Millis
  /** Everything that happened before it is in the cells. */
  closedUpTo: Millis
  policy: BucketPolicy
}

export interface Begun {
  key: string
  labels: Labels
  bucket: Millis
  /** Start of the cell in which it was first seen. */
  first: Millis
}

export interface Trials {
  /** Takes the next slice, in time order. */
  add(slice: Slice): void
  /** The series whose width is decided, by key; from where the next trials must be fed; the latest fault of the indicator. */
  end(): { begun: Begun[]; resumeFrom: Millis; fault: IndicatorFault | null }
}

interface Trial extends Pick<Begun, 'key' | 'labels' | 'first'> {
  /** Whole days from `first` on, or the cells as they are where the indicator views them. */
  cells: Cell[]
  day: number
  bucket: Millis | null
}

/**
 * A trial is judged after every whole day. It ends when enough has come for eight buckets, at the latest when
 * `policy.trial` is over. The rate is taken from its last seven days, because a week is the longest rhythm, and because
 * what takes long to end begins to end slowly. The estimator itself says what counts (its `n`), so every indicator is
 * treated alike. The answer depends only on what happened before the end of the trial: a backfill gives the one that a
 * live run gave.
 */
export function startTrials(options: TrialOptions): Trials {
  const { indicator, grouping, isKnown, resumeFrom, closedUpTo } = options
  const trials = new Map<string, Trial>()
  let fault: IndicatorFault | null = null
  const judgeAt = (trial: Trial, now: Millis): void => {
    fault = judge(trial, options, now) ?? fault
  }
  return {
    add: slice => {
      if (slice.to <= resumeFrom || slice.from >= closedUpTo) return
      for (const { labels, tally } of slice.cells) {
        if (!indicator.measures.some(measure => holds(tally, measure))) continue
        const group = grouping(labels)
        if (isKnown(group.key)) continue
        let trial = trials.get(group.key)
        if (trial === undefined) {
          trial = { ...group, first: slice.from, cells: [], day: 1, bucket: null }
          trials.set(group.key, trial)
        }
        judgeAt(trial, slice.from)
        if (trial.bucket === null) addCell(trial, { from: slice.from, to: slice.to, tally }, indicator)
      }
    },
    end: () => {
      const begun: Begun[] = []
      let next = Math.max(resumeFrom, closedUpTo)
      for (const trial of trials.values()) {
        judgeAt(trial, closedUpTo)
        const { key, labels, first, bucket } = trial
        if (bucket === null) next = Math.min(next, first)
        else begun.push({ key, labels, first, bucket })
      }
      return { begun: begun.sort((a, b) => (a.key < b.key ? -1 : 1)), resumeFrom: next, fault }
    },
  }
}

function addCell({ cells, first }: Trial, cell: Cell, indicator: Indicator): void {
  if (indicator.view !== undefined) {
    cells.push(ownCell(cell, indicator))
    return
  }
  const from = first + Math.floor((cell.from - first) / DAY) * DAY
  let day = cells.at(-1)
  if (day?.from !== from) {
    day = { from, to: from + DAY, tally: startTally() }
    cells.push(day)
  }
  mergeTally(day.tally, cell.tally)
}

/** Judges the days that are over at `now`, until the width is decided. What the indicator failed on counts as nothing, and is returned. */
function judge(
  trial: Trial,
  { indicator, policy, closedUpTo }: TrialOptions,
  now: Millis,
): IndicatorFault | null {
  const { first, cells } = trial
  let fault: IndicatorFault | null = null
  const count = (from: Millis, to: Millis): number => {
    const tallied = (): Tally => {
      const tally = startTally()
      for (const cell of cells) addToWindow(indicator, cell, { from, to }, tally)
      return tally
    }
    const asked = ask(indicator, tallied, { from, to })
    fault = asked.fault ?? fault
    return asked.estimate.n
  }
  for (; trial.bucket === null; trial.day++) {
    const end = first + trial.day * DAY
    if (end > now || end + indicator.maturity > closedUpTo) break
    const over = end >= first + policy.trial
    if (!over && count(first, end) < ENOUGH * indicator.minimum) continue
    const from = Math.max(first, end - WEEK)
    trial.bucket = chooseBucket((count(from, end) * HOUR) / (end - from), indicator.minimum, policy)
    trial.cells = []
  }
  return fault
}
