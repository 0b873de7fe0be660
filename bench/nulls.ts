// How often a series in which nothing changes is said to have changed, beside the detectors of river.
// node bench/nulls.ts [--quick] [--write-baseline]
import { DAY, HOUR } from '../src/core/duration.ts'
import { type Random, randomStream } from '../src/core/random.ts'
import type { MonitorOptions } from '../src/detection/change.ts'
import { monitor } from '../test/support/detection/detection.ts'
import { autoregressive, NULLS, type NullSeries, TRIALS } from './live/null-series.ts'
import { MONDAY } from './live/series.ts'
import { riverRates } from './peers/river.ts'
import { benchOptions, compareBaseline, judge, printHead, printTable } from './report/report.ts'

const SEED = 41
const LIVE_DAYS = 100
const LIMITS = { watch: 1, page: 0.1 }
/**
 * In per cent of series of 300 points that have no level, or hardly any. Of days a baseline is searched for a step from the ninth on,
 * which is believed at odds that let a few walks pass: 6 % in 300 days is a fifth of what a series may raise.
 */
const SHORT_LIMIT = { hour: 1, day: 6 }

interface Rates {
  watch: number
  page: number
}

const { quick, writeBaseline } = benchOptions()
const seriesCount = quick ? 100 : 3000
const shortCount = quick ? 300 : 5000
const rates = NULLS.map(each => ratesOf(each))
const shorts = [
  { name: 'random walk', start: (random: Random) => walk(random) },
  { name: 'AR(0.95)', start: (random: Random) => autoregressive(random, 0.95) },
].flatMap(each => [HOUR, DAY].map(bucket => ({ ...each, bucket, share: shareAlarmed(each.start, bucket) })))
const peers = riverRates(NULLS, SEED, quick ? 2 : 30, LIVE_DAYS)

printHead('False alarms on 1,000 series-days', [
  `seed ${SEED}, hourly, ${seriesCount} series of ${LIVE_DAYS} days after the baseline; peers on ${peers.series} of them`,
  peers.note,
])
printTable(
  ['series', 'series-days', 'watch', 'page', ...peers.names],
  NULLS.map(({ name }, index) => [
    name,
    String(seriesCount * LIVE_DAYS),
    (rates[index]?.watch ?? Number.NaN).toFixed(2),
    (rates[index]?.page ?? Number.NaN).toFixed(2),
    ...(peers.rates[index] ?? []).map(rate => rate.toFixed(1)),
  ]),
)
printTable(
  ['of 300 points', 'bucket', 'series', '% given an alarm'],
  shorts.map(({ name, bucket, share }) => [
    name,
    bucket === HOUR ? 'hour' : 'day',
    String(shortCount),
    (100 * share).toFixed(2),
  ]),
)
judge([
  ...NULLS.flatMap(({ name, claimed = LIMITS }, index) => [
    {
      what: `${name}: watches in 1,000 series-days`,
      value: rates[index]?.watch ?? Number.NaN,
      most: atMost(claimed.watch),
    },
    {
      what: `${name}: pages in 1,000 series-days`,
      value: rates[index]?.page ?? Number.NaN,
      most: atMost(claimed.page),
    },
  ]),
  ...shorts.map(({ name, bucket, share }) => ({
    what: `${name}, 300 ${bucket === HOUR ? 'hours' : 'days'}: % given an alarm`,
    value: 100 * share,
    most: shortLimit(bucket === HOUR ? SHORT_LIMIT.hour : SHORT_LIMIT.day),
  })),
])
compareBaseline(
  quick ? 'nulls-quick' : 'nulls',
  Object.fromEntries(
    NULLS.map(({ name }, index) => [`silence on ${name}`, -(rates[index]?.watch ?? Number.NaN)]),
  ),
  { slack: quick ? 0.5 : 0.1, write: writeBaseline },
)

/** The quick form counts so few alarms that it allows a rate two standard errors above its limit. */
function atMost(limit: number): number {
  const thousands = (seriesCount * LIVE_DAYS) / 1000
  return quick ? limit + 2 * Math.sqrt(limit / thousands) : limit
}

/** Two standard errors more where only a few hundred series are counted. */
function shortLimit(limit: number): number {
  const share = limit / 100
  return quick ? limit + 200 * Math.sqrt((share * (1 - share)) / shortCount) : limit
}

function ratesOf({ name, family, start }: NullSeries): Rates {
  const options: MonitorOptions = { bucket: HOUR, family, goodDirection: null, limit: null }
  let watches = 0
  let pages = 0
  for (let index = 0; index < seriesCount; index += 1) {
    const levels = alarmLevels(options, start(randomStream(SEED, name, index)))
    for (const [hour, level] of levels.entries()) {
      const before = levels[hour - 1] ?? 0
      if (level > 0 && before === 0) watches += 1
      if (level === 2 && before < 2) pages += 1
    }
  }
  const thousands = (seriesCount * LIVE_DAYS) / 1000
  return { watch: watches / thousands, page: pages / thousands }
}

/** For each live hour: 0 quiet, 1 watch, 2 page. */
function alarmLevels(options: MonitorOptions, value: (hour: number) => number | null): number[] {
  const levels: number[] = []
  const course = monitor.resume(monitor.start(options))
  for (let hour = 0; levels.length < LIVE_DAYS * 24; hour += 1) {
    const here = value(hour)
    const verdict = course.observe({
      at: MONDAY + hour * HOUR,
      value: here,
      lower: here,
      upper: here,
      n: TRIALS,
    })
    if (verdict.status === 'quiet') levels.push(0)
    if (verdict.status === 'alarm') levels.push(verdict.alarm.severity === 'page' ? 2 : 1)
  }
  return levels
}

function shareAlarmed(start: (random: Random) => () => number, bucket: number): number {
  const options: MonitorOptions = { bucket, family: 'real', goodDirection: null, limit: null }
  let alarmed = 0
  for (let index = 0; index < shortCount; index += 1) {
    const value = start(randomStream(SEED, 'short', bucket, index))
    const course = monitor.resume(monitor.start(options))
    let any = false
    for (let step = 0; step < 300; step += 1) {
      const here = value()
      const verdict = course.observe({
        at: step * bucket,
        value: here,
        lower: here,
        upper: here,
        n: 1,
      })
      any ||= verdict.status === 'alarm'
    }
    alarmed += any ? 1 : 0
  }
  return alarmed / shortCount
}

function walk(random: Random): () => number {
  let level = 0
  return () => {
    level += random.normal()
    return level
  }
}
