// What may explain changes of several series at once, and how many series each explanation would reach: those that stayed
// as they were weigh as much as those that changed.
import { atOnce, each, type Sliced } from '../core/turns/pause.ts'
import type { Stage } from '../indicators/indicator.ts'
import { isShared } from './arithmetic.ts'
import type { Explanation, Watched } from './incident.ts'

/** Members that an explanation has by stratum; strata without any are absent. */
export type Strata = ReadonlyMap<string, number>

export interface Fleet {
  size: number
  series(id: number): Watched | null
  /** Names of the explanations that a series itself carries: each of its labels, and its flow. */
  carried(series: Watched): readonly string[]
  /** The stratum of a series under an explanation; null: that does not reach it. */
  stratum(explanation: string, series: Watched): string | null
  /**
   * Log probability that the explanation holds and that just so many members of each stratum are known to have changed.
   * `seen`: the share of what it changes that is detected by now, above 0 and at most 1.
   */
  logPrior(explanation: string, strata: Strata, seen: number): number
  explanation(name: string): Explanation
  /** Whether this stage of the flow is watched at all. */
  watches(flow: string, stage: Stage): boolean
}

/** A source or a table alone explains silence, never that its values got worse: too much shares it. */
const EXPLAINS_NOTHING = new Set(['source', 'table'])
/** Prior probability that a cause is one of the flow as a whole; the labels share the rest. */
const OF_FLOW = 0.4
/** Probability that a cause leaves a stratum that it could reach untouched. */
const UNTOUCHED = 0.7

interface Reach {
  explanation: Explanation
  /** Series that it could reach, by stratum. */
  sizes: Map<string, number>
  flows: Set<string>
  /** Series that carry it. */
  own: number
}

export function createFleet(all: readonly Watched[]): Fleet {
  return atOnce(gatherFleet(all))
}

/** The same in pieces: of ten thousand series it takes some fifteen milliseconds. */
export function* gatherFleet(all: readonly Watched[]): Sliced<Fleet> {
  const byId = new Map<number, Watched>()
  const names = new Map<number, readonly string[]>()
  const splits = new Map<number, string>()
  const stages = new Set<string>()
  const nameOf = naming()
  yield* each(all, one => {
    byId.set(one.id, one)
    names.set(one.id, carriedBy(one, nameOf))
    splits.set(one.id, splitBy(one.labels))
    if (one.stage !== null) stages.add(`${one.flow} ${one.stage}`)
  })
  const reaches = yield* reachesOf(all, names, splits)
  const logPriors = priorsOf(reaches)
  const logFactorial = logFactorials(all.length + 1)
  const harmonic = harmonics(all.length + 1)
  const stratum = (name: string, series: Watched): string | null => {
    const reach = reaches.get(name)
    return reach === undefined
      ? null
      : stratumOf(reach.explanation, reach.flows, series, splits.get(series.id) ?? '')
  }
  return {
    size: Math.max(1, all.length),
    series: id => byId.get(id) ?? null,
    carried: series => names.get(series.id) ?? [],
    stratum,
    watches: (flow, stage) => stages.has(`${flow} ${stage}`),
    explanation: name => reaches.get(name)?.explanation ?? { flow: name },
    logPrior(name, strata, seen) {
      const reach = reaches.get(name)
      let sum = logPriors.get(name) ?? Number.NEGATIVE_INFINITY
      for (const [key, n] of reach?.sizes ?? []) {
        sum += logChanged(Math.min(strata.get(key) ?? 0, n), n, seen)
      }
      return sum
    },
  }

  /**
   * Of n, any number M is changed with probability in proportion to 1/M, and each of them is seen by now or not: the sum over
   * M is that of a negative binomial (1/seen)^m, as long as there are as many to come. What is not seen yet has not stayed as
   * it was.
   */
  function logChanged(m: number, n: number, seen: number): number {
    const sum = harmonic[n] ?? 1
    if (m === 0) return Math.log(UNTOUCHED + (1 - UNTOUCHED) * Math.min(1, -Math.log(seen) / sum))
    const which = choose(n, m)
    return Math.log((1 - UNTOUCHED) / (sum * m)) - which + Math.min(which, -m * Math.log(seen))
  }

  function choose(n: number, m: number): number {
    return (logFactorial[n] ?? 0) - (logFactorial[m] ?? 0) - (logFactorial[n - m] ?? 0)
  }
}

type Naming = (flowOrLabel: string, value?: string) => string

/** The names of explanations, of which each is made once: thousands of series share them. */
function naming(): Naming {
  const known = new Map<string, Map<string | undefined, string>>()
  return (flowOrLabel, value) => {
    const names = known.get(flowOrLabel) ?? new Map<string | undefined, string>()
    known.set(flowOrLabel, names)
    const name =
      names.get(value) ?? JSON.stringify(value === undefined ? [flowOrLabel] : [flowOrLabel, value])
    names.set(value, name)
    return name
  }
}

function carriedBy({ labels, flow }: Watched, nameOf: Naming): string[] {
  const names: string[] = []
  for (const label of Object.keys(labels)) {
    if (!EXPLAINS_NOTHING.has(label)) names.push(nameOf(label, labels[label]))
  }
  names.push(nameOf(flow))
  return names
}

/**
 * Of a label, series that carry it are told apart by what else they are split by, and each stage of a queue that its work
 * shares with other work is a stratum of its own. Of a flow, the indicators are told apart, and what they are split by.
 */
function stratumOf(
  explanation: Explanation,
  flows: ReadonlySet<string>,
  series: Watched,
  split: string,
): string | null {
  const { labels, flow, stage, indicator } = series
  if ('flow' in explanation) {
    if (flow !== explanation.flow) return null
    return `${indicator} by ${split}`
  }
  if (labels[explanation.label] === explanation.value) return `own ${flow} ${split}`
  return isShared(stage) && flows.has(flow) ? `shared ${flow} ${stage}` : null
}

function splitBy(labels: Watched['labels']): string {
  return Object.keys(labels).sort().join(' ')
}

function* reachesOf(
  all: readonly Watched[],
  names: ReadonlyMap<number, readonly string[]>,
  splits: ReadonlyMap<number, string>,
): Sliced<Map<string, Reach>> {
  const reaches = new Map<string, Reach>()
  yield* each(all, series => {
    for (const name of names.get(series.id) ?? []) {
      const reach = reaches.get(name) ?? unreached(name)
      reach.flows.add(series.flow)
      reach.own++
      reaches.set(name, reach)
      add(reach.sizes, stratumOf(reach.explanation, reach.flows, series, splits.get(series.id) ?? ''))
    }
  })
  const shared = new Map<string, Watched[]>()
  for (const series of all) {
    if (isShared(series.stage)) shared.set(series.flow, append(shared.get(series.flow), series))
  }
  for (const { explanation, sizes, flows } of reaches.values()) {
    if ('flow' in explanation) continue
    for (const flow of flows) {
      const others = (shared.get(flow) ?? []).filter(
        one => one.labels[explanation.label] !== explanation.value,
      )
      for (const one of others) add(sizes, `shared ${flow} ${one.stage}`)
    }
  }
  return reaches
}

function unreached(name: string): Reach {
  const [label = '', value] = JSON.parse(name) as [string, string?]
  const explanation = value === undefined ? { flow: label } : { label, value }
  return { explanation, sizes: new Map(), flows: new Set(), own: 0 }
}

function append<T>(items: T[] = [], item: T): T[] {
  items.push(item)
  return items
}

function add(sizes: Map<string, number>, key: string | null): void {
  if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1)
}

/** A label or a flow explains the likelier the more series carry it. */
function priorsOf(reaches: ReadonlyMap<string, Reach>): Map<string, number> {
  const groups = Map.groupBy(reaches.entries(), ([, { explanation }]) =>
    'flow' in explanation ? '' : explanation.label,
  )
  const weight = (label: string): number =>
    (groups.get(label) ?? []).reduce((sum, [, { own }]) => sum + own, 0)
  const all = [...groups.keys()].reduce((sum, label) => sum + (label === '' ? 0 : weight(label)), 0)
  return new Map(
    [...groups].flatMap(([label, some]) => {
      const share = label === '' ? OF_FLOW : ((1 - OF_FLOW) * weight(label)) / all
      return some.map(
        ([name, { own }]) =>
          [name, Math.log(label === '' ? (share * own) / weight(label) : share / some.length)] as const,
      )
    }),
  )
}

function logFactorials(upTo: number): Float64Array {
  const sums = new Float64Array(upTo + 1)
  for (let n = 2; n <= upTo; n++) sums[n] = (sums[n - 1] ?? 0) + Math.log(n)
  return sums
}

function harmonics(upTo: number): Float64Array {
  const sums = new Float64Array(upTo + 1)
  for (let n = 1; n <= upTo; n++) sums[n] = (sums[n - 1] ?? 0) + 1 / n
  return sums
}
