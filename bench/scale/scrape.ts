// What a scrape costs, beside prom-client with the same samples in the same process: where nothing has changed since the last one, where a tenth
// of the samples has, and where all have. What is published at the end of a tick is beside it. node bench/scale/scrape.ts [--quick | --lines N]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { HOUR } from '../../src/core/duration.ts'
import { createExposition, type Exposition } from '../../src/exposition/exposition.ts'
import type { FamilyData, Sample } from '../../src/exposition/family.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import type { SeriesSnapshot } from '../../src/exposition/snapshot.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { emptySnapshot, measured } from '../../test/support/exposition/exposition.ts'
import { watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable, type Red } from '../report/report.ts'
import { timedInThread } from './thread-time.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, lines: { type: 'string' } },
})
const AT = 400_000 * HOUR
/** Lines of a histogram of twelve buckets, and of a series. */
const OF_HISTOGRAM = 15
const OF_SERIES = 11
const ROUNDS = values.quick ? 51 : 21
const WARMING = 3
/** An observation takes longer than the scrape: of so many each before anything is measured. */
const OBSERVED = 20

/** Bytes a line. What there is of any number of lines, a quarter of a megabyte, counts more where they are few. */
const MOST_BESIDE = values.quick ? 90 : 45

const RUN_TIME = 'slowburn_task_run_time_p50'

/**
 * How much changes between two scrapes, and how many times as fast a scrape must be. Of ten thousand lines one takes some tenths of a
 * millisecond, of which half are the counters, however many lines there are: 28 to 46, 17 to 24 and 14 times were measured of them.
 */
const CHANGES = [
  ['nothing', 0, values.quick ? 20 : 60],
  ['a tenth', 0.1, values.quick ? 12 : 40],
  ['all', 1, values.quick ? 9 : 20],
] as const

const sizes = values.quick ? [10_000] : [100_000]
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const slowness = watchMachine()
const red: Red[] = []
for (const size of values.lines === undefined ? sizes : [Number(values.lines)])
  red.push(...(await measure(size)))
judge(red, slowness())

async function measure(size: number): Promise<Red[]> {
  const shape = {
    histograms: Math.round((0.6 * size) / OF_HISTOGRAM),
    labels: Array.from({ length: Math.round((0.4 * size) / OF_SERIES) }, (_, i) => ({
      task_type: `type ${i}`,
    })),
  }
  // What is compiled on the way is there before memory is measured.
  await filled(shape)
  const before = await held()
  const ours = await filled(shape)
  const { pieces } = await ours.exposition.scrape()
  const memory = (await held()) - before
  const sent = pieces.reduce((sum, { length }) => sum + length, 0)
  const theirs = createTheirs(ours, await ours.exposition.collect())
  for (let round = 0; round < OBSERVED; round++) theirs.observe(round, 1)
  const lines = linesIn(await textOf(ours.exposition))
  const rows: string[][] = []
  const found: Red[] = []
  for (const [what, share, least] of CHANGES) {
    const times = await inTurn(ours, theirs, share)
    if ((await theirs.registry.metrics()) !== (await textOf(ours.exposition)))
      throw new Error('not the same text')
    const [mine, other] = [median(times.mine), median(times.other)]
    const [publish, set] = [median(times.publish), median(times.set)]
    const longest = Math.max(...times.mine)
    const both = (set + other) / (publish + mine)
    rows.push([
      what,
      ...[mine, longest, other].map(ms => ms.toFixed(2)),
      `${(other / mine).toFixed(0)}x`,
      ...[publish, set].map(ms => ms.toFixed(1)),
      `${both.toFixed(1)}x`,
    ])
    found.push({ what: `${lines} lines, ${what} changed: times as fast`, value: other / mine, least })
  }
  const beside = (memory - sent) / lines
  printHead(`A scrape of ${lines.toLocaleString('en')} lines, ${(sent / 1e6).toFixed(1)} MB`, [
    `${ours.histograms.toLocaleString('en')} histograms of 12 buckets, ${ours.series.toLocaleString('en')} series; medians of ${ROUNDS} in turn with prom-client 15.1.3, whose bytes are the same`,
    'Milliseconds of processor time of the thread that answers.',
    `Kept a line, in the heap and outside of it: ${(memory / lines).toFixed(0)} bytes, ${(sent / lines).toFixed(0)} of them the text as it is sent and ${beside.toFixed(0)} beside it.`,
    'The labels of the series are those of the store, and not counted; what a histogram counts in native buckets is.',
  ])
  printTable(
    ['changed', 'scrape, ms', 'longest', 'prom-client', '', 'publish, ms', 'set there', 'with both'],
    rows,
  )
  return [
    ...found,
    { what: `${lines} lines: bytes kept a line beside the text`, value: beside, most: MOST_BESIDE },
  ]
}

async function filled(shape: Shape): Promise<Ours> {
  const ours = createOurs(shape)
  for (let round = 0; round < OBSERVED; round++) ours.observe(round, 1)
  await ours.publish(0, 1)
  return ours
}

function linesIn(text: string): number {
  return text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length
}

interface Shape {
  histograms: number
  labels: ReadonlyArray<{ task_type: string }>
}

interface Size {
  histograms: number
  series: number
}

interface Ours extends Size {
  exposition: Exposition
  /** A share of all series has another value and normal level in each round. */
  publish(round: number, share: number): Promise<void>
  observe(round: number, share: number): void
}

interface Theirs {
  registry: Registry
  set(round: number, share: number): void
  observe(round: number, share: number): void
}

/** What is shown of a series: its value with the interval, and its normal level with the band. */
function numbersOf(moved: number) {
  return {
    [`${RUN_TIME}_seconds`]: 120.5 + moved,
    [`${RUN_TIME}_lower_seconds`]: 110 + moved,
    [`${RUN_TIME}_upper_seconds`]: 131 + moved,
    [`${RUN_TIME}_baseline_seconds`]: 100 + moved,
    [`${RUN_TIME}_baseline_lower_seconds`]: 90 + moved,
    [`${RUN_TIME}_baseline_upper_seconds`]: 110.25 + moved,
  }
}

function createOurs({ histograms, labels }: Shape): Ours {
  const exposition = createExposition({ version: '1', indicators, defaultMetrics: false })
  const count = labels.length
  const moved = new Float64Array(count)
  return {
    exposition,
    histograms,
    series: count,
    publish: (round, share) => {
      for (const i of changed(count, share)) moved[i] = round / 8
      const all = labels.map((own, i) => seriesOf(own, moved[i] ?? 0))
      return exposition.publish({ ...emptySnapshot(AT), series: all })
    },
    observe: (round, share) => {
      for (const i of changed(histograms, share)) {
        exposition.instruments.observe(tickStage, { stage: `stage ${i}` }, secondsOf(round))
      }
    },
  }
}

function seriesOf(labels: { task_type: string }, moved: number): SeriesSnapshot {
  const [value = 0, lower = 0, upper = 0, level = 0, from = 0, to = 0] = Object.values(numbersOf(moved))
  const lastPoint = { at: AT - 2 * HOUR, value, lower, upper, n: 40 }
  return measured('task_run_time_p50', AT, {
    labels,
    lastPoint,
    band: { value: level, lower: from, upper: to },
  })
}

/** A registry with all that is exposed, in the order in which it is. */
function createTheirs({ histograms, series }: Size, families: readonly FamilyData[]): Theirs {
  const registry = new Registry()
  const gauges = new Map<string, Gauge>()
  const observed = new Map<string, Histogram>()
  const published = families.filter(({ type, name }) => type === 'gauge' && name !== 'slowburn_build_info')
  for (const family of new Set([...published, ...families])) {
    const declared = { name: family.name, help: family.help, registers: [registry] }
    if (family.type === 'histogram') {
      const labelNames = ['stage', 'source']
      observed.set(family.name, new Histogram({ ...declared, labelNames, buckets: [...tickStage.buckets] }))
    } else if (family.type === 'counter') {
      const counter = new Counter({ ...declared, labelNames: labelNamesOf(family.samples) })
      for (const { labels, value } of family.samples) counter.inc(Object.fromEntries(labels.pairs), value)
    } else if (family.samples.length > 0) {
      const gauge = new Gauge({ ...declared, labelNames: labelNamesOf(family.samples) })
      for (const { labels, value } of family.samples) gauge.set(Object.fromEntries(labels.pairs), value)
      gauges.set(family.name, gauge)
    }
  }
  return {
    registry,
    set: (round, share) => {
      for (const [name, value] of Object.entries(numbersOf(round / 8))) {
        for (const i of changed(series, share)) gauges.get(name)?.set({ task_type: `type ${i}` }, value)
      }
    },
    observe: (round, share) => {
      const histogram = observed.get(tickStage.name)
      for (const i of changed(histograms, share))
        histogram?.observe({ stage: `stage ${i}` }, secondsOf(round))
    },
  }
}

/** prom-client writes a counter that has labels and no sample yet without one, and one without labels as 0. */
function labelNamesOf(samples: readonly Sample[]): string[] {
  const names = new Set(samples.flatMap(({ labels }) => labels.pairs.map(([name]) => name)))
  return names.size === 0 && samples.length === 0 ? ['none'] : [...names]
}

/** As many of so many, far from each other. */
function changed(count: number, share: number): number[] {
  return Array.from({ length: Math.round(share * count) }, (_, i) => Math.floor(i / share))
}

function secondsOf(round: number): number {
  return 0.001 * 2 ** (round % 17)
}

interface Times {
  mine: number[]
  other: number[]
  publish: number[]
  set: number[]
}

async function inTurn(ours: Ours, theirs: Theirs, share: number): Promise<Times> {
  const times: Times = { mine: [], other: [], publish: [], set: [] }
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    ours.observe(round, share)
    theirs.observe(round, share)
    const publish = share === 0 ? 0 : await timedInThread(() => ours.publish(round, share))
    const set = await timedInThread(() => theirs.set(round, share))
    collectGarbage()
    // What sweeps behind the collection would else be part of whichever comes first.
    await wait(10)
    const scrape = {
      mine: () => ours.exposition.scrape(),
      other: async () => Buffer.from(await theirs.registry.metrics()),
    }
    const order = round % 2 === 0 ? (['mine', 'other'] as const) : (['other', 'mine'] as const)
    for (const one of order) {
      const taken = await timedInThread(scrape[one])
      if (round >= WARMING) times[one].push(taken)
    }
    if (round >= WARMING) {
      times.publish.push(publish)
      times.set.push(set)
    }
  }
  return times
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

async function textOf(exposition: Exposition): Promise<string> {
  return Buffer.concat((await exposition.scrape()).pieces).toString()
}

/** Memory outside of the heap is given back a moment after the collection. */
async function held(): Promise<number> {
  for (let time = 0; time < 3; time++) {
    collectGarbage()
    await wait(50)
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
