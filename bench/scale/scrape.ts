// What a scrape costs, beside the packages that others take for it, with the same samples in the same process: where nothing has changed since the
// last one, where a tenth of the samples has, and where all have. What is published at the end of a tick is beside it.
// node bench/scale/scrape.ts [--quick | --lines N]
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { HOUR } from '../../src/core/duration.ts'
import { createExposition, type Exposition } from '../../src/exposition/exposition.ts'
import { tickStage } from '../../src/exposition/metrics/ticks.ts'
import type { SeriesSnapshot } from '../../src/exposition/snapshot.ts'
import { indicators } from '../../src/indicators/registry.ts'
import { emptySnapshot, measured } from '../../test/support/exposition/exposition.ts'
import { watchMachine } from '../report/machine.ts'
import { judge, printHead, printTable, type Red } from '../report/report.ts'
import { createPeers, type Peer, type Size } from './scrape/peers.ts'
import { changed, numbersOf, secondsOf } from './scrape/samples.ts'
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

/**
 * How much changes between two scrapes, and how many times as fast a scrape must be. Of ten thousand lines one takes some tenths of a
 * millisecond, a good part of which is to begin: 42 to 52, 21 to 31 and 18 to 22 times were measured of them.
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
  const { pieces, done } = await ours.exposition.scrape()
  const memory = (await held()) - before
  const sent = pieces.reduce((sum, { length }) => sum + length, 0)
  done()
  const peers = createPeers(ours, await ours.exposition.collect())
  const [promClient] = peers
  for (let round = 0; round < OBSERVED; round++) for (const peer of peers) peer.observe(round, 1)
  const lines = linesIn(await textOf(ours.exposition))
  const rows: string[][] = []
  const found: Red[] = []
  for (const [what, share, least] of CHANGES) {
    const times = await inTurn(ours, peers, share)
    if ((await promClient.text()) !== (await textOf(ours.exposition))) throw new Error('not the same text')
    for (const peer of peers) {
      const theirs = linesIn(await peer.text())
      if (theirs < lines) throw new Error(`${peer.name} has ${theirs} of ${lines} lines`)
    }
    const { row, ratio } = compared(what, times)
    rows.push(row)
    found.push({ what: `${lines} lines, ${what} changed: times as fast`, value: ratio, least })
  }
  const beside = (memory - sent) / lines
  printHead(`A scrape of ${lines.toLocaleString('en')} lines, ${(sent / 1e6).toFixed(1)} MB`, [
    `${ours.histograms.toLocaleString('en')} histograms of 12 buckets, ${ours.series.toLocaleString('en')} series; medians of ${ROUNDS} in turn with prom-client, whose bytes are the same, and`,
    '@prometheus-io/client and @opentelemetry/exporter-prometheus, whose lines are as many; the versions are those of package-lock.json.',
    'Milliseconds of processor time of the thread that answers.',
    `Kept a line, in the heap and outside of it: ${(memory / lines).toFixed(0)} bytes, ${(sent / lines).toFixed(0)} of them the text as it is sent and ${beside.toFixed(0)} beside it.`,
    'The labels of the series are those of the store, and not counted; what a histogram counts in native buckets is.',
  ])
  printTable(
    [
      'changed',
      'scrape',
      'longest',
      'prom-client',
      'prometheus-io',
      'OTel exporter',
      'publish',
      'set there',
      'with both',
    ],
    rows,
  )
  return [
    ...found,
    { what: `${lines} lines: bytes kept a line beside the text`, value: beside, most: MOST_BESIDE },
  ]
}

/** A line of the table, and how many times the time of ours prom-client takes. */
function compared(what: string, times: Times): { row: string[]; ratio: number } {
  const mine = median(times.mine)
  const others = times.others.map(median)
  const [other = Number.NaN] = others
  const [publish, set] = [median(times.publish), median(times.set)]
  const row = [
    what,
    ...[mine, Math.max(...times.mine)].map(ms => ms.toFixed(2)),
    ...others.map(ms => `${ms.toFixed(1)} (${(ms / mine).toFixed(0)}x)`),
    ...[publish, set].map(ms => ms.toFixed(1)),
    `${((set + other) / (publish + mine)).toFixed(1)}x`,
  ]
  return { row, ratio: other / mine }
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

interface Ours extends Size {
  exposition: Exposition
  /** A share of all series has another value and normal level in each round. */
  publish(round: number, share: number): Promise<void>
  observe(round: number, share: number): void
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

interface Times {
  mine: number[]
  /** Of each peer. */
  others: number[][]
  publish: number[]
  set: number[]
}

async function inTurn(ours: Ours, peers: readonly [Peer, ...Peer[]], share: number): Promise<Times> {
  const times: Times = { mine: [], others: peers.map(() => []), publish: [], set: [] }
  const scrapes = [
    // As whoever answers a scrape does once it has been sent.
    { into: times.mine, scrape: async () => (await ours.exposition.scrape()).done() },
    ...peers.map((peer, i) => ({
      into: times.others[i] ?? [],
      scrape: async () => Buffer.from(await peer.text()),
    })),
  ]
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    for (const one of [ours, ...peers]) one.observe(round, share)
    const publish = share === 0 ? 0 : await timedInThread(() => ours.publish(round, share))
    const [set = 0] = await eachOf(peers, peer => timedInThread(() => peer.set(round, share)))
    collectGarbage()
    // What sweeps behind the collection would else be part of whichever comes first.
    await wait(10)
    for (let place = 0; place < scrapes.length; place++) {
      const one = scrapes[(place + round) % scrapes.length]
      if (one === undefined) continue
      const taken = await timedInThread(one.scrape)
      if (round >= WARMING) one.into.push(taken)
    }
    if (round >= WARMING) {
      times.publish.push(publish)
      times.set.push(set)
    }
  }
  return times
}

async function eachOf<One, Of>(all: readonly One[], make: (one: One) => Promise<Of>): Promise<Of[]> {
  const made: Of[] = []
  for (const one of all) made.push(await make(one))
  return made
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

async function textOf(exposition: Exposition): Promise<string> {
  const { pieces, done } = await exposition.scrape()
  const text = Buffer.concat(pieces).toString()
  done()
  return text
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
