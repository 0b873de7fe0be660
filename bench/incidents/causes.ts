// How often the cause of a change is named, how often rightly, and how often where there is none, on histories of releases and
// model swaps that are invented.
// node bench/incidents/causes.ts [--quick]
import { DAY, HOUR } from '../../src/core/duration.ts'
import { type Random, randomStream } from '../../src/core/random.ts'
import { type Cause, type Causes, candidateCauses, momentOf } from '../../src/detection/causes/cause.ts'
import type { ModelSwap } from '../../src/detection/causes/model-swap.ts'
import type { Release } from '../../src/events/release.ts'
import { benchOptions, judge, printHead, printTable } from '../report/report.ts'

const TUNED = 1
const HELD_OUT = 5001
const HISTORY = 45 * DAY

interface Shape {
  name: string
  seed: number
  /** Days between two releases of anything. */
  every: readonly number[]
  /** Median width of the 90 % interval of an onset, in hours. */
  widths: readonly number[]
  /** Whether components are called like the types of task; otherwise they have no name. */
  components: boolean
  lag: (random: Random) => number
}

interface Figures {
  /** Rightly, of the changes that have a cause that is known. */
  named: number
  /** Of all that are named. */
  right: number
  /** Of the changes that have none. */
  falsely: number
}

interface Plant {
  kind: 'release' | 'model' | 'nothing'
  /** Of the cause. */
  at: number
  causes: Causes
}

const likeTheModel = (random: Random): number => random.exponential(random.chance(0.8) ? 1.5 : 10)
const otherwise = (random: Random): number =>
  random.chance(0.8) ? 4 * random.uniform() : 24 * random.uniform()
const usual = { every: [1, 3, 7, 14], widths: [5, 37, 186], components: true, lag: likeTheModel }
const shapes: readonly Shape[] = [
  { name: 'tuned', seed: TUNED, ...usual },
  { name: 'held out', seed: HELD_OUT, ...usual },
  { name: 'held out: other lags', seed: HELD_OUT + 1000, ...usual, lag: otherwise },
  { name: 'held out: components without a name', seed: HELD_OUT + 2000, ...usual, components: false },
  { name: 'held out: onsets known to 5 h', seed: HELD_OUT + 3000, ...usual, widths: [5] },
  { name: 'held out: onsets known to 37 h', seed: HELD_OUT + 4000, ...usual, widths: [37] },
  { name: 'held out: onsets known to 186 h', seed: HELD_OUT + 5000, ...usual, widths: [186] },
  { name: 'held out: a release a day', seed: HELD_OUT + 6000, ...usual, every: [1] },
  { name: 'held out: a release in 14 days', seed: HELD_OUT + 7000, ...usual, every: [14] },
]

const { quick } = benchOptions()
const count = quick ? 500 : 5000
const rows = shapes.map(shape => ({ name: shape.name, ...measure(shape) }))
printHead('Causes', [
  `${count} changes of each shape: 40 % caused by a release, 15 % by a model swap, 45 % by nothing that is known; half of the releases are of other work`,
  'the onset off by what its interval says, and that misjudged by a fifth; the moment of a swap off by 2 h',
])
printTable(
  [
    'seeds',
    'named rightly',
    'right of the named',
    'named where none is',
    'first listed: rightly',
    'right',
    'where none is',
  ],
  rows.map(({ name, first, ...own }) => [
    name,
    ...[own, first].flatMap(({ named, right, falsely }) =>
      [named, right, falsely].map(one => one.toFixed(3)),
    ),
  ]),
)
judge(
  rows
    .filter(({ name }) => name === 'held out')
    .flatMap(({ named, right, falsely }) => [
      { what: 'named', value: named, least: 0.15 },
      { what: 'right', value: right, least: 0.9 },
      { what: 'falsely', value: falsely, most: 0.05 },
    ]),
)

function measure(shape: Shape): Figures & { first: Figures } {
  const random = randomStream(shape.seed, 'causes')
  const plants = Array.from({ length: count }, () => plant(random, shape))
  const caused = plants.filter(({ kind }) => kind !== 'nothing')
  const judged = (causeOf: (causes: Causes) => Cause | undefined): Figures => {
    const named = plants.filter(({ causes }) => causeOf(causes) !== undefined)
    const right = named.filter(one => isCause(one, causeOf(one.causes) as Cause)).length
    const falsely = named.filter(({ kind }) => kind === 'nothing').length
    return {
      named: right / caused.length,
      right: right / named.length,
      falsely: falsely / (plants.length - caused.length),
    }
  }
  return { ...judged(({ named }) => named?.cause), first: judged(({ shown }) => shown[0]) }
}

/** The moment of a swap is an estimate: there is one at most. */
function isCause({ kind, at }: Plant, cause: Cause): boolean {
  return cause.kind === kind && (kind === 'model' || momentOf(cause) === at)
}

function plant(random: Random, shape: Shape): Plant {
  const every = random.pick(shape.every) * DAY
  const releases: Release[] = []
  for (let at = random.exponential(every); at < HISTORY + 20 * DAY; at += random.exponential(every))
    releases.push(releaseOf(random, at, shape))
  const draw = random.uniform()
  const kind = draw < 0.4 ? 'release' : draw < 0.55 ? 'model' : 'nothing'
  let at = HISTORY + random.uniform() * DAY
  if (kind === 'release') {
    const component = shape.components ? 'build' : null
    releases.push({ ...releaseOf(random, at, shape), component })
  }
  // A swap that is no cause is found only where one happens to lie near.
  const swapAt = kind === 'model' ? at : at + (random.uniform() - 0.5) * 60 * DAY
  const began = kind === 'nothing' ? at : at + shape.lag(random) * HOUR
  if (kind === 'nothing') at = Number.NaN
  const bucket = random.pick([1, 3, 6, 12]) * HOUR
  const width = random.pick(shape.widths) * random.lognormal(1, 0.5) * HOUR
  const sd = Math.max(width / 3.29, 0.3 * bucket)
  const value = round(began + random.normal() * sd * Math.exp(0.2 * random.normal()), bucket)
  const onset = { value, lower: round(value - 1.645 * sd, bucket), upper: round(value + 1.645 * sd, bucket) }
  const known = releases.filter(one => one.at <= onset.upper + bucket).sort((a, b) => a.at - b.at)
  const swap = swapNear(round(swapAt + 2 * random.normal() * HOUR, HOUR), onset, bucket)
  const causes = candidateCauses(
    {
      onset,
      bucket,
      labels: { task_type: 'build' },
      releases: known,
      swap,
      history: { from: 0, releases: known },
    },
    { releases: true, models: true },
  )
  return { kind, at, causes }
}

function swapNear(at: number, onset: { lower: number; upper: number }, bucket: number): ModelSwap | null {
  if (at < onset.lower - bucket || at > onset.upper + bucket) return null
  return { from: 'old', to: 'new', at, before: { tasks: 0, of: 90 }, since: { tasks: 80, of: 80 } }
}

function releaseOf(random: Random, at: number, { components }: Shape): Release {
  const component = components ? random.pick(['build', 'web']) : null
  const id = `${random.uniform()}`
  return { id, at, version: '1', component, environment: null, note: null, source: 'api', by: null }
}

function round(at: number, bucket: number): number {
  return Math.round(at / bucket) * bucket
}
