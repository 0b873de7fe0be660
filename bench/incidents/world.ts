// Fleets of series in which causes and coincidences are known: what correlation is judged by. Nothing in it is taken from
// the constants that correlation uses but the order of the stages.
import type { Millis } from '../../src/core/clock.ts'
import { DAY, HOUR } from '../../src/core/duration.ts'
import { type Random, randomStream } from '../../src/core/random.ts'
import type { Sighting, Watched } from '../../src/incidents/incident.ts'
import type { Stage } from '../../src/indicators/indicator.ts'

export interface World {
  series: readonly Watched[]
  /** In order of detection. */
  sightings: readonly Sighting[]
  /** By change: the cause, negative for a coincidence. */
  causeOf: ReadonlyMap<string, number>
  /** By cause: the change at its root; several where it begins in several series at once. */
  roots: ReadonlyMap<number, ReadonlySet<string>>
}

export interface WorldOptions {
  seed: number
  types: number
  causes: number
  coincidences: number
  span: Millis
  /** Share of the coincidences in series that a cause might have reached. */
  related: number
  /** Share of the causes of one type of task that creep. */
  creeping: number
  /** Share of the coincidences that begin within a day of a cause. */
  near: number
  /** Hours of the buckets that series may have. */
  buckets: readonly number[]
}

const MODELS = ['m-small', 'm-medium', 'm-large', 'm-huge', 'm-tiny']

export function makeWorld(options: WorldOptions): World {
  const random = randomStream(options.seed, 'incidents')
  const series = makeSeries(random, options)
  const found: Sighting[] = []
  const causeOf = new Map<string, number>()
  const roots = new Map<number, Set<string>>()
  const busy = new Set<string>()
  const change = (
    one: Watched | undefined,
    cause: number,
    at: Millis,
    { creeps, pinned = false }: { creeps: boolean; pinned?: boolean },
  ): string | null => {
    const month = Math.floor(at / (20 * DAY))
    if (one === undefined || busy.has(`${one.id} ${month}`)) return null
    busy.add(`${one.id} ${month}`)
    const sighting = sightingOf(random, one, at, creeps, pinned)
    found.push(sighting)
    causeOf.set(sighting.change, cause)
    return sighting.change
  }
  const begun: Millis[] = []
  for (let cause = 1; cause <= options.causes; cause++) {
    const at = random.uniform() * options.span
    begun.push(at)
    const all = effects(random, series, options.creeping)
    for (const [index, one] of all.entries()) {
      const late = one.creeps && index > 0 && one.behind > 0 ? random.exponential(60 * HOUR) : 0
      const id = change(one.series, cause, at + one.behind + late, one)
      if (id !== null && one.series?.indicator === all[0]?.series?.indicator) {
        roots.set(cause, (roots.get(cause) ?? new Set()).add(id))
      }
    }
  }
  for (let n = 1; n <= options.coincidences; n++) {
    const one = random.chance(options.related) ? relative(random, series, found) : random.pick(series)
    const anywhere = random.uniform() * options.span
    const at = options.near > 0 && random.chance(options.near) ? beside(random, begun) : anywhere
    change(one, -n, at, { creeps: random.chance(options.creeping) })
  }
  return { series, sightings: found.sort((a, b) => a.raisedAt - b.raisedAt), causeOf, roots }
}

/** Within a day of one of these. */
function beside(random: Random, begun: readonly Millis[]): Millis {
  return random.pick(begun) + (2 * random.uniform() - 1) * DAY
}

/** A series of a type that a cause has reached. */
function relative(random: Random, series: readonly Watched[], found: readonly Sighting[]): Watched {
  const like = series.find(({ id }) => id === random.pick(found).series)
  const type = like?.labels.task_type
  const alike = series.filter(({ labels }) => labels.task_type === type)
  return random.pick(alike.length > 0 ? alike : series)
}

interface Effect {
  series: Watched | undefined
  behind: Millis
  creeps: boolean
  pinned?: boolean
}

/** What a cause does, its root first: 1 to 12 series. */
function effects(random: Random, series: readonly Watched[], creeping: number): Effect[] {
  const kind = random.uniform()
  if (kind < 0.15) return ofModel(random, series)
  if (kind < 0.3) return ofPool(random, series)
  return ofType(random, series, creeping)
}

function ofType(random: Random, series: readonly Watched[], creeping: number): Effect[] {
  const type = random.pick(series.filter(one => one.indicator === 'task_failure_rate')).labels.task_type ?? ''
  const creeps = random.chance(creeping)
  const own = (indicator: string, behind = 0, pinned = false): Effect => ({
    series: series.find(
      one => one.indicator === indicator && one.labels.task_type === type && !one.labels.model,
    ),
    behind: behind * HOUR,
    creeps,
    pinned,
  })
  if (random.chance(0.15)) {
    return [own('task_failure_rate'), ...some(random, [[0.5, own('task_throughput')]])]
  }
  const hangs = random.chance(0.15)
  const upTo = (hours: number): number => random.uniform() * 2 * hours
  return [
    ...(hangs
      ? [{ ...own('task_timeout_share'), creeps: false }, own('task_run_time_p50', 0, true)]
      : [own('task_run_time_p50')]),
    ...some(random, [
      [0.7, own('task_run_time_p95', 0, hangs)],
      [0.8, own('task_total_time_p50', upTo(3))],
      [hangs ? 0.7 : 0, own('task_failure_rate')],
      [0.2, own('task_throughput', upTo(8))],
    ]),
    ...(random.chance(0.4) ? throughQueue(random, series, type, creeps) : []),
  ]
}

/** What one type of task does to the queue that it shares with the others. */
function throughQueue(random: Random, series: readonly Watched[], type: string, creeps: boolean): Effect[] {
  const upTo = (hours: number): number => random.uniform() * 2 * hours
  const others = series.filter(({ labels, stage }) => labels.task_type !== type && stage === 'total time')
  return some(random, [
    [0.8, whole(series, 'task_queue_wait_p50', upTo(3), creeps)],
    [0.8, whole(series, 'task_queue_wait_p95', upTo(3), creeps)],
    [0.4, whole(series, 'task_backlog_growth', upTo(5), creeps)],
    ...Array.from(
      { length: 3 },
      () => [0.4, { series: random.pick(others), behind: upTo(3) * HOUR, creeps }] as const,
    ),
  ])
}

function ofModel(random: Random, series: readonly Watched[]): Effect[] {
  const model = random.pick(MODELS)
  const slices = shuffled(
    random,
    series.filter(one => one.labels.model === model),
  )
  return slices.slice(0, random.integer(2, 8)).map(one => ({ series: one, behind: 0, creeps: false }))
}

function ofPool(random: Random, series: readonly Watched[]): Effect[] {
  const upTo = (hours: number): number => random.uniform() * 2 * hours
  const runs = shuffled(
    random,
    series.filter(one => one.indicator === 'task_run_time_p50' && !one.labels.model),
  )
  const root = random.chance(0.4)
    ? [whole(series, 'task_queue_wait_p50', 0, false), whole(series, 'task_queue_wait_p95', 0, false)]
    : runs.slice(0, random.integer(3, 8)).map(one => ({ series: one, behind: 0, creeps: false }))
  return [
    ...root,
    ...some(random, [
      [0.6, whole(series, 'task_backlog_growth', upTo(2), false)],
      [root.length > 2 ? 0.5 : 0, whole(series, 'task_queue_wait_p50', upTo(3), false)],
    ]),
  ]
}

function whole(series: readonly Watched[], indicator: string, behind: number, creeps: boolean): Effect {
  return { series: series.find(one => one.indicator === indicator), behind: behind * HOUR, creeps }
}

function some(random: Random, choices: ReadonlyArray<readonly [number, Effect]>): Effect[] {
  return choices.flatMap(([share, effect]) => (random.chance(share) ? [effect] : []))
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map(item => ({ item, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

/** The onset as a detector reports it: off by about what its interval says, and that misjudged by a fifth. */
function sightingOf(
  random: Random,
  { id, bucket }: Watched,
  at: Millis,
  creeps: boolean,
  pinned: boolean,
): Sighting {
  const sd = Math.max(random.lognormal(creeps ? 50 : 5, creeps ? 0.4 : 0.9) * HOUR, 0.3 * bucket)
  const value = rounded(at + random.normal() * sd * Math.exp(0.2 * random.normal()), bucket)
  const raisedAt = Math.max(value, at) + (creeps ? 8 * DAY : 0) + random.exponential(30 * HOUR) + bucket
  return {
    change: `${id}:${Math.round(at)}`,
    series: id,
    raisedAt: Math.ceil(raisedAt / HOUR) * HOUR,
    clearedAt: null,
    kind: pinned ? 'stuck' : creeps ? 'slope' : 'level',
    onset: { value, lower: rounded(value - 1.645 * sd, bucket), upper: rounded(value + 1.645 * sd, bucket) },
    sigma: random.lognormal(3, 0.5),
    severity: 'page',
  }
}

function rounded(at: Millis, bucket: Millis): Millis {
  return Math.round(at / bucket) * bucket
}

function makeSeries(random: Random, { types, buckets }: WorldOptions): Watched[] {
  const all: Watched[] = []
  const add = (
    indicator: string,
    labels: Record<string, string>,
    flow: string,
    stage: Stage | null,
  ): void => {
    all.push({ id: all.length + 1, indicator, labels, bucket: random.pick(buckets) * HOUR, flow, stage })
  }
  for (let type = 0; type < types; type++) {
    const task_type = `type-${type}`
    for (const [indicator, stage] of OF_TYPE) add(indicator, { task_type }, 'task', stage)
    if (type % 5 !== 0) continue
    for (const model of MODELS) add('task_run_time_p50', { task_type, model }, 'task', 'run time')
  }
  for (const [indicator, stage] of OF_ALL) add(indicator, {}, 'task', stage)
  for (let n = 0; n < 10; n++) add('claimed_verified_gap', { claim_type: `claim-${n}` }, 'claim', null)
  for (let n = 0; n < 6; n++) add('observation_rate', { name: `table-${n}` }, 'observation', null)
  return all
}

const OF_TYPE: ReadonlyArray<readonly [string, Stage]> = [
  ['task_run_time_p50', 'run time'],
  ['task_run_time_p95', 'run time'],
  ['task_total_time_p50', 'total time'],
  ['task_timeout_share', 'timeouts'],
  ['task_failure_rate', 'failures'],
  ['task_throughput', 'throughput'],
]

const OF_ALL: ReadonlyArray<readonly [string, Stage | null]> = [
  ['task_queue_wait_p50', 'queue wait'],
  ['task_queue_wait_p95', 'queue wait'],
  ['task_backlog_growth', 'backlog'],
  ['task_phantom_failure_rate', null],
]
