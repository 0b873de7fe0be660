// How likely it is that changes have one cause: agreeing onsets, an explanation that all of them share, and the series that
// the explanation would reach and that stayed as they were.
import { HOUR } from '../core/duration.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import { follows, lagBehind, logPinned, logShape, rankOf, unreached } from './arithmetic.ts'
import type { Fleet } from './fleet.ts'
import type { Sighting, Watched } from './incident.ts'
import { type Lag, logDensity, type OnsetDensity, onsetDensity, shareSeen, support } from './onset-density.ts'

export interface Item {
  sighting: Sighting
  series: Watched
  density: OnsetDensity
  rank: number
  creeps: boolean
  pinned: boolean
}

/** Changes that are taken to have one cause. Never edited: joining makes another. */
export interface Cluster {
  items: readonly Item[]
  root: Item
  /** Members by stratum, of each explanation that reaches all of them. */
  strata: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** The likeliest explanation; null of one change alone. */
  explanation: string | null
  /** Log probability density, up to what all ways of parting the same changes share. */
  logM: number
  /** The likeliest moment of the cause, in hours. */
  at: number
}

/** Incidents an hour in the whole fleet. */
export interface Scale {
  fleet: Fleet
  rate: number
  /** In hours. */
  now: number
  /** Flows of which the wait has changed already, by whatever cause: it cannot be seen to change again. */
  waiting: ReadonlySet<string>
}

/** Points of time at which the density of the cause is evaluated, at most; and how many to a standard deviation. */
const GRID = 48
const FINE = 2
/** More members than these tell nothing new of when it began. */
const TIMED = 12
/** Candidates for the root whose times are compared. */
const ROOTS = 3
/** Where the times of two roots differ by less, the arithmetic decides. */
const INDIFFERENT = 3
/** Log density below which no number of shared explanations makes up for the time. */
const OUT_OF_QUESTION = -20
/** Probability that what lies between a cause and what it reaches stayed as it was. */
const ISOLATED = 0.02
const OWN_LAG: Lag = { atOnce: 1, mean: 0 }

export function itemOf(sighting: Sighting, series: Watched): Item {
  const { drawing } = kindOf(sighting.kind)
  return {
    sighting,
    series,
    density: onsetDensity(sighting.onset, series.bucket),
    rank: rankOf(series.stage, drawing === 'flat'),
    creeps: drawing === 'ramp',
    pinned: drawing === 'flat',
  }
}

export function alone(item: Item, scale: Scale): Cluster {
  const { fleet } = scale
  const stratumOf = (name: string): string => fleet.stratum(name, item.series) ?? ''
  const strata = new Map(fleet.carried(item.series).map(name => [name, new Map([[stratumOf(name), 1]])]))
  return { items: [item], root: item, strata, explanation: null, logM: logAlone(scale), at: item.density.at }
}

export function logAlone({ fleet, rate }: Scale): number {
  return Math.log(rate / fleet.size)
}

/** The cluster of these; null where no explanation reaches all of them. */
export function cluster(items: readonly Item[], scale: Scale): Cluster | null {
  const [first] = items
  if (first === undefined) return null
  if (items.length === 1) return alone(first, scale)
  const names = new Set(
    (items.length <= TIMED ? items : candidates(items)).flatMap(({ series }) => scale.fleet.carried(series)),
  )
  const strata = new Map<string, ReadonlyMap<string, number>>()
  for (const name of names) {
    const counts = countsOf(name, items, scale.fleet)
    if (counts !== null) strata.set(name, counts)
  }
  return strata.size === 0 ? null : weigh(items, strata, scale)
}

/** The cluster with one more; null where no explanation reaches it. */
export function joined(to: Cluster, item: Item, scale: Scale): Cluster | null {
  const strata = widened(to.strata, to.items, item, scale.fleet)
  if (strata.size === 0) return null
  const items = [...to.items, item]
  const near = logDensity(item.density, lagOf(to.root, item), to.at)
  if (item.rank >= to.root.rank && items.length > 2 && near < OUT_OF_QUESTION) return null
  if (items.length <= TIMED || item.rank < to.root.rank) return weigh(items, strata, scale)
  // Of many, one more tells nothing new of when it began: its own time is held against that of the others.
  const seen = seenOf(to, scale)
  const { prior: now, explanation } = bestPrior(strata, items, to.root, scale.fleet, seen)
  const { prior: then } = bestPrior(to.strata, to.items, to.root, scale.fleet, seen)
  const lone =
    isolated(explanation, items, to.root, scale, seen) - isolated(explanation, to.items, to.root, scale, seen)
  return {
    ...to,
    items,
    strata,
    explanation,
    logM: to.logM + now - then + near + lone + shape(to.root, item),
  }
}

/** The share of what a cause has changed that is detected by now, judged by how long its members took. */
export function seenOf({ items, at }: Pick<Cluster, 'items' | 'at'>, { now }: Scale): number {
  const few = items.length <= TIMED ? items : items.slice(0, TIMED)
  return shareSeen(
    few.map(({ sighting, density }) => sighting.raisedAt / HOUR - density.at),
    now - at,
  )
}

/** What the explanations count with one more member; those that do not reach it are left out. */
function widened(
  strata: Cluster['strata'],
  items: readonly Item[],
  item: Item,
  fleet: Fleet,
): Cluster['strata'] {
  const next = new Map<string, ReadonlyMap<string, number>>()
  for (const [name, counts] of strata) {
    const key = fleet.stratum(name, item.series)
    if (key !== null) next.set(name, new Map(counts).set(key, (counts.get(key) ?? 0) + 1))
  }
  for (const name of fleet.carried(item.series)) {
    if (strata.has(name)) continue
    const counts = countsOf(name, [item, ...items], fleet)
    if (counts !== null) next.set(name, counts)
  }
  return next
}

function countsOf(name: string, items: readonly Item[], fleet: Fleet): Map<string, number> | null {
  const counts = new Map<string, number>()
  for (const { series } of items) {
    const key = fleet.stratum(name, series)
    if (key === null) return null
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function weigh(items: readonly Item[], strata: Cluster['strata'], scale: Scale): Cluster | null {
  const { fleet, rate } = scale
  const weighed = candidates(items).flatMap(root => {
    const { time, at } = timeOf(items, root)
    const seen = seenOf({ items, at }, scale)
    const { prior, explanation } = bestPrior(strata, items, root, fleet, seen)
    if (explanation === null) return []
    const lone = isolated(explanation, items, root, scale, seen)
    return [{ root, explanation, at, score: prior + time + lone + shapes(items, root) }]
  })
  const best = Math.max(...weighed.map(({ score }) => score))
  const chosen = weighed.find(({ score }) => score >= best - INDIFFERENT)
  if (chosen === undefined) return null
  const { root, explanation, at } = chosen
  return { items, root, strata, explanation, at, logM: Math.log(rate) + best }
}

/** Log of how unlikely the members are that nothing by which the cause would reach them has changed for. */
function isolated(
  name: string | null,
  items: readonly Item[],
  root: Item,
  scale: Scale,
  seen: number,
): number {
  if (name === null) return 0
  const { fleet, waiting } = scale
  const { flow } = root.series
  const known = fleet.explanation(name)
  const isWaitKnown = fleet.watches(flow, 'queue wait') && !waiting.has(flow)
  const all = items.map(({ series }) => series)
  const lone = unreached(all, root.series, 'flow' in known ? null : known, isWaitKnown)
  return lone === 0 ? 0 : lone * Math.log(1 - seen * (1 - ISOLATED))
}

function shapes(items: readonly Item[], root: Item): number {
  return items.reduce((sum, item) => (item === root ? sum : sum + shape(root, item)), 0)
}

function shape(root: Item, { series, creeps, pinned }: Item): number {
  return logShape(root.creeps, creeps) + logPinned(root.series.stage, series.stage, pinned)
}

/** Of the explanations that the root itself carries, and under which all others are like it or follow from it. */
function bestPrior(
  strata: Cluster['strata'],
  items: readonly Item[],
  root: Item,
  fleet: Fleet,
  seen: number,
): { prior: number; explanation: string | null } {
  let prior = Number.NEGATIVE_INFINITY
  let explanation: string | null = null
  for (const name of fleet.carried(root.series)) {
    const counts = strata.get(name)
    if (counts === undefined || !items.every(item => reaches(name, root, item, fleet))) continue
    const log = fleet.logPrior(name, counts, seen)
    if (log > prior) {
      prior = log
      explanation = name
    }
  }
  return { prior, explanation }
}

/** What carries a label is reached by it; all else only by the arithmetic, or as one more of the stage of the root. */
function reaches(name: string, root: Item, item: Item, fleet: Fleet): boolean {
  if (item === root || follows(root.series.stage, item.series.stage)) return true
  const isFlow = 'flow' in fleet.explanation(name)
  if (!isFlow) return fleet.carried(item.series).includes(name)
  return (
    root.series.stage === item.series.stage &&
    (root.series.stage !== null || root.series.indicator === item.series.indicator)
  )
}

/** The nearest to the cause first: by stage, then medians before tails, wholes before parts, the larger, the earlier. */
function candidates(items: readonly Item[]): Item[] {
  return items.toSorted(byNearness).slice(0, ROOTS)
}

export function byNearness(a: Item, b: Item): number {
  return (
    a.rank - b.rank ||
    tailness(a) - tailness(b) ||
    Object.keys(a.series.labels).length - Object.keys(b.series.labels).length ||
    Math.abs(b.sighting.sigma) - Math.abs(a.sighting.sigma) ||
    a.sighting.raisedAt - b.sighting.raisedAt ||
    (a.sighting.change < b.sighting.change ? -1 : 1)
  )
}

const tailness = ({ series }: Item): number => Number(series.indicator.endsWith('_p95'))

export function lagOf(root: Item, item: Item): Lag {
  if (root === item) return OWN_LAG
  return lagBehind(root.series.stage, item.series.stage, root.creeps)
}

/** Log of the integral, over when the cause was, of the product of all densities; and where it is largest. */
function timeOf(items: readonly Item[], root: Item): { time: number; at: number } {
  const timed =
    items.length <= TIMED ? items : [root, ...items.filter(one => one !== root).slice(0, TIMED - 1)]
  const lags = timed.map(item => lagOf(root, item))
  let from = Number.NEGATIVE_INFINITY
  let to = Number.POSITIVE_INFINITY
  for (const [index, { density }] of timed.entries()) {
    const reach = support(density, lags[index] ?? OWN_LAG)
    from = Math.max(from, reach.from)
    to = Math.min(to, reach.to)
  }
  const logAt = (t: number): number =>
    timed.reduce((sum, { density }, index) => sum + logDensity(density, lags[index] ?? OWN_LAG, t), 0)
  const beyond = (t: number): number =>
    items.reduce(
      (sum, item) => (timed.includes(item) ? sum : sum + logDensity(item.density, lagOf(root, item), t)),
      0,
    )
  if (from >= to) {
    // They contradict each other: the moment that contradicts the fewest.
    const peaks = timed.map(({ density: { at } }) => ({ at, log: logAt(at) }))
    const { at, log } = peaks.reduce((best, one) => (one.log > best.log ? one : best))
    return { time: log + beyond(at), at }
  }
  const narrowest = Math.min(...timed.map(({ density: { early, late } }) => Math.min(early, late)))
  const points = Math.min(GRID, Math.max(12, Math.ceil((FINE * (to - from)) / narrowest)))
  const step = (to - from) / points
  let largest = Number.NEGATIVE_INFINITY
  let at = root.density.at
  const logs = new Float64Array(points)
  for (let k = 0; k < points; k++) {
    const t = from + (k + 0.5) * step
    const sum = logAt(t)
    logs[k] = sum
    if (sum > largest) {
      largest = sum
      at = t
    }
  }
  const total = logs.reduce((sum, log) => sum + Math.exp(log - largest), 0)
  return { time: largest + Math.log(total * step) + beyond(at), at }
}
