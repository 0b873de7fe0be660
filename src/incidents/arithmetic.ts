// The arithmetic of a platform's work: what follows from what, after how long, and which of several is the root.
import type { Stage } from '../indicators/indicator.ts'
import type { Watched } from './incident.ts'
import type { Lag } from './onset-density.ts'

/** Hours after which a stage follows another of the same flow, by way of the queue. */
const FOLLOWS: Readonly<Record<Stage, Partial<Record<Stage, number>>>> = {
  'run time': { 'queue wait': 3, 'total time': 3, backlog: 5, throughput: 8 },
  timeouts: { 'queue wait': 3, 'total time': 3, backlog: 5, throughput: 8 },
  'queue wait': { 'total time': 1, backlog: 2, throughput: 5 },
  'total time': {},
  backlog: { throughput: 3 },
  failures: {},
  throughput: {},
}

/** What comes first in it is the root where times do not tell. */
const ORDER: readonly Stage[] = [
  'run time',
  'timeouts',
  'queue wait',
  'total time',
  'backlog',
  'failures',
  'throughput',
]

/** Stages of a queue that all work of a flow shares: what one type of task does to it, the others feel. */
const SHARED: ReadonlySet<Stage> = new Set(['queue wait', 'total time', 'backlog'])

/** No lag, but for the few that are late all the same. Hours. */
const AT_ONCE: Lag = { atOnce: 0.996, mean: 8 }
/** What creeps is seen late where it is small against the noise. Hours. */
const CREEPING: Lag = { atOnce: 0.9, mean: 120 }
const LATE = 0.25

/** Whether what happens to the work of one kind reaches series of this stage that hold other work too. */
export function isShared(stage: Stage | null): boolean {
  return stage !== null && SHARED.has(stage)
}

/** Whether the second stage follows from the first. */
export function follows(root: Stage | null, stage: Stage | null): boolean {
  return root !== null && stage !== null && FOLLOWS[root][stage] !== undefined
}

/**
 * The lag of a change behind its root. A queue feels a creeping root only once its slack is used up, which takes days;
 * otherwise the lag of the stages (1.5 times it, on average, where it is not at once).
 */
export function lagBehind(root: Stage | null, stage: Stage | null, creeps: boolean): Lag {
  const hours = root === null || stage === null ? undefined : FOLLOWS[root][stage]
  if (hours === undefined) return creeps ? CREEPING : AT_ONCE
  return { atOnce: LATE, mean: creeps ? CREEPING.mean : 1.5 * hours }
}

/** Shares of changes that creep: of any, behind a root that creeps, and behind one that steps. */
const CREEP = { any: 0.3, behindCreep: 0.95, behindStep: 0.03 }

/** Log of how much likelier the shape of a change is behind this root than by itself: what creeps makes others creep. */
export function logShape(rootCreeps: boolean, creeps: boolean): number {
  const share = rootCreeps ? CREEP.behindCreep : CREEP.behindStep
  return creeps ? Math.log(share / CREEP.any) : Math.log((1 - share) / (1 - CREEP.any))
}

/** Shares of run times that are pinned to one value: of any that change, behind timeouts, and behind anything else. */
const PINNED = { any: 0.05, behindTimeouts: 0.6, behindOther: 0.03 }

/** Log of how much likelier it is that a run time is pinned, or not, behind this root than by itself. */
export function logPinned(root: Stage | null, stage: Stage | null, pinned: boolean): number {
  if (stage !== 'run time') return 0
  const share = root === 'timeouts' ? PINNED.behindTimeouts : PINNED.behindOther
  return pinned ? Math.log(share / PINNED.any) : Math.log((1 - share) / (1 - PINNED.any))
}

/** Lower is nearer to the cause. What is pinned to one value is pinned by something: that comes before it. */
export function rankOf(stage: Stage | null, pinned: boolean): number {
  if (stage === null) return ORDER.length
  return ORDER.indexOf(stage) + (pinned ? 1.5 : 0)
}

/**
 * How many of these are of other work than what the cause touches, although nothing by which it would reach them has changed:
 * a total time without the wait or the run time of the same work, a throughput without what goes before it. `explanation` is
 * the value that the cause touches; null: the flow. A wait that is not watched, or that had changed before, says nothing.
 */
export function unreached(
  series: readonly Watched[],
  root: Watched,
  explanation: { label: string; value: string } | null,
  isWaitKnown: boolean,
): number {
  const asked = series.filter(
    ({ labels, stage }) =>
      stage !== null &&
      stage !== root.stage &&
      Object.keys(labels).length > 0 &&
      (explanation === null || labels[explanation.label] !== explanation.value) &&
      (stage !== 'total time' || isWaitKnown),
  )
  if (asked.length === 0) return 0
  const waits = series.some(({ stage }) => stage === 'queue wait')
  const changed = new Set(series.map(placeOf))
  return asked.filter(one => {
    if (waits && one.stage === 'total time') return false
    return !ORDER.some(stage => follows(stage, one.stage) && changed.has(placeOf({ ...one, stage })))
  }).length
}

function placeOf({ labels, stage }: Pick<Watched, 'labels' | 'stage'>): string {
  const values = Object.keys(labels)
    .sort()
    .map(name => `${name}=${labels[name]}`)
  return JSON.stringify([stage, ...values])
}
