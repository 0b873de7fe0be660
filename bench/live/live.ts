// The whole monitor on ordinary operational series: false alarms where nothing changes; delay, kind and raisings where something does.
// node bench/live/live.ts [--quick]
import { DAY, HOUR } from '../../src/core/duration.ts'
import { randomStream } from '../../src/core/random.ts'
import type { MonitorOptions, Verdict } from '../../src/detection/change.ts'
import type { Family } from '../../src/indicators/indicator.ts'
import { monitor } from '../../test/support/detection/detection.ts'
import { benchOptions, judge, printHead, printTable } from '../report/report.ts'
import { CHANGES, type Changing, MONDAY, ORDINARY, type Quiet } from './series.ts'

/** Constants were chosen on series of the first seed; the second was used for nothing else. */
const SEED = 53
const HELD_OUT = 10_007
const LIVE_DAYS = 100

const { quick } = benchOptions()
const quietSeries = quick ? 6 : 100
const runs = quick ? 12 : 100

interface Alarms {
  watches: number
  pages: number
}

interface Found {
  /** Buckets from the onset to the first alarm; null: none. */
  delay: number | null
  kind: string
  /** Alarms that began after the onset. */
  raisings: number
}

printHead('The whole monitor on ordinary series', [
  `seeds ${SEED} and, held out, ${HELD_OUT}; ${quietSeries} series of ${LIVE_DAYS} days a quiet row, ${runs} series a changing one`,
])
const quiet = ORDINARY.map(each => ({ each, tuned: alarmsOn(each, SEED), held: alarmsOn(each, HELD_OUT) }))
printTable(
  ['nothing changes', 'watch', 'page', 'watch, held out', 'page, held out'],
  quiet.map(({ each, tuned, held }) => [each.name, ...rates(tuned), ...rates(held)]),
)
const changes = CHANGES.map(each => ({ each, tuned: foundIn(each, SEED), held: foundIn(each, HELD_OUT) }))
printTable(
  ['changes', 'seen', 'median', 'p95', 'kind', 'raisings', 'seen, held out', 'median', 'kind'],
  changes.map(({ each, tuned, held }) => {
    const all = cells(each, tuned)
    const [seen = '', median = '', , kind = ''] = cells(each, held)
    return [each.name, ...all, seen, median, kind]
  }),
)
judge([
  {
    what: 'watches in 1,000 series-days, all quiet kinds together, held out',
    value: quiet.reduce((sum, { held }) => sum + thousand(held.watches), 0) / quiet.length,
    most: quick ? 4 : 2,
  },
  {
    what: 'share of changes seen, all kinds together, held out',
    value: mean(changes.map(({ held }) => held.filter(({ delay }) => delay !== null).length / held.length)),
    least: quick ? 0.8 : 0.85,
  },
])

function alarmsOn({ name, family, start }: Quiet, seed: number): Alarms {
  const alarms = { watches: 0, pages: 0 }
  for (let series = 0; series < quietSeries; series += 1)
    countAlarms(alarms, family, start(randomStream(seed, name, series)))
  return alarms
}

function countAlarms(alarms: Alarms, family: Family, value: (hour: number) => number): void {
  const course = monitor.resume(monitor.start({ bucket: HOUR, family, goodDirection: null, limit: null }))
  let before = 0
  let live = 0
  for (let hour = 0; live < 24 * LIVE_DAYS; hour += 1) {
    const verdict = course.observe(pointOf(MONDAY + hour * HOUR, value(hour)))
    if (verdict.status === 'warming') continue
    live += 1
    const level = levelOf(verdict)
    if (level > 0 && before === 0) alarms.watches += 1
    if (level === 2 && before < 2) alarms.pages += 1
    before = level
  }
}

/** 0 quiet, 1 watch, 2 page. */
function levelOf(verdict: Verdict): number {
  if (verdict.status !== 'alarm') return 0
  return verdict.alarm.severity === 'watch' ? 1 : 2
}

function foundIn({ name, family, start, bucket, onset, patience }: Changing, seed: number): Found[] {
  const options: MonitorOptions = { bucket, family, goodDirection: null, limit: null }
  return Array.from({ length: runs }, (_, run) => {
    const value = start(randomStream(seed, name, run))
    const course = monitor.resume(monitor.start(options))
    let found: Found = { delay: null, kind: '', raisings: 0 }
    let last: number | null = null
    for (let index = 0; index < onset + patience; index += 1) {
      const verdict = course.observe(pointOf(MONDAY + index * bucket, value(index)))
      if (verdict.status !== 'alarm' || index < onset || verdict.alarm.at === last) continue
      last = verdict.alarm.at
      const delay = found.delay ?? index - onset + 1
      found = {
        delay,
        kind: found.delay === null ? verdict.alarm.kind : found.kind,
        raisings: found.raisings + 1,
      }
    }
    return found
  })
}

function pointOf(at: number, value: number) {
  return { at, value, lower: value, upper: value, n: 1 }
}

function cells({ kinds, bucket, patience }: Changing, found: readonly Found[]): string[] {
  const delays = found.map(({ delay }) => delay ?? patience).toSorted((a, b) => a - b)
  const seen = found.filter(({ delay }) => delay !== null)
  const unit = bucket === DAY ? 'd' : 'h'
  const right = seen.filter(({ kind }) => kinds.some(each => each === kind)).length / seen.length
  return [
    percent(seen.length / found.length),
    `${delays[Math.floor(delays.length / 2)]} ${unit}`,
    `${delays[Math.floor(delays.length * 0.95)]} ${unit}`,
    percent(right),
    mean(seen.map(({ raisings }) => raisings)).toFixed(2),
  ]
}

function rates({ watches, pages }: Alarms): string[] {
  return [thousand(watches).toFixed(2), thousand(pages).toFixed(2)]
}

function thousand(count: number): number {
  return (1000 * count) / (quietSeries * LIVE_DAYS)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}
