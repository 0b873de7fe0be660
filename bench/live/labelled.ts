// Real series in which people have marked what was unusual: how much of it is raised, and what is raised besides.
// node bench/live/labelled.ts --data DIR [--quick]   DIR: a checkout of the Numenta Anomaly Benchmark
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, HOUR } from '../../src/core/duration.ts'
import type { MonitorOptions } from '../../src/detection/change.ts'
import { monitor } from '../../test/support/detection/detection.ts'
import { benchOptions, judge, print, printHead, printTable } from '../report/report.ts'
import { isLasting } from './lasting.ts'

/** Made by hand or by a program: not real. */
const LEFT_OUT = /^artificial/
const LABELS = join('labels', 'combined_windows.json')
/** Of the rule that it is held beside: deviations from the mean of the hour of the day, learned in the first week. */
const FAR = 4
const WEEK_OF_HOURS = 168

interface Labelled {
  name: string
  /** A or B, by a hash of its name: constants may be chosen in view of A alone. */
  half: 'A' | 'B'
  /** Means of hours, oldest first. */
  hours: ReadonlyArray<{ at: number; value: number }>
  windows: ReadonlyArray<readonly [from: number, to: number]>
}

interface Tally {
  windows: number
  hit: number
  watches: number
  /** Of the watches, those at a change that lasts. */
  lasting: number
  pages: number
  normalDays: number
}

const { data } = benchOptions()
if (data === null || !existsSync(join(data, LABELS))) {
  print(`labelled: no folder with ${LABELS} was given as --data: skipped`)
} else {
  measure(load(data))
}

function measure(all: readonly Labelled[]): void {
  printHead('Labelled series of operations, as means of hours', [
    `${all.length} series; windows after the first week count; unmarked: in 1,000 days outside of any window`,
    'lasting: where level or width changed for the weeks after, by a rule that knows nothing of detectors',
  ])
  const rows = (['A', 'B'] as const).map(half => {
    const own = all.filter(each => each.half === half)
    return { half, ours: sum(own.map(monitored)), rule: sum(own.map(byRule)) }
  })
  printTable(
    [
      'half',
      'windows',
      'hit',
      'unmarked watches',
      'of them lasting',
      'pages',
      'rule: hit',
      'rule: unmarked',
      'lasting',
    ],
    rows.map(({ half, ours, rule }) => [
      half,
      String(ours.windows),
      String(ours.hit),
      perThousand(ours.watches, ours).toFixed(1),
      perThousand(ours.lasting, ours).toFixed(1),
      perThousand(ours.pages, ours).toFixed(1),
      String(rule.hit),
      perThousand(rule.watches, rule).toFixed(1),
      perThousand(rule.lasting, rule).toFixed(1),
    ]),
  )
  judge(
    rows.map(({ half, ours }) => ({
      what: `half ${half}: unmarked watches in 1,000 normal days`,
      value: perThousand(ours.watches, ours),
      most: 30,
    })),
  )
}

function perThousand(count: number, { normalDays }: Tally): number {
  return (1000 * count) / normalDays
}

/** What the whole monitor raises. */
function monitored({ hours, windows }: Labelled): Tally {
  const family = hours.every(({ value }) => value > 0) ? 'positive' : 'real'
  const options: MonitorOptions = { bucket: HOUR, family, goodDirection: null, limit: null }
  const course = monitor.resume(monitor.start(options))
  let before: { at: number; page: boolean } | null = null
  return counted(hours, windows, ({ at, value }) => {
    const verdict = course.observe({ at, value, lower: value, upper: value, n: 1 })
    if (verdict.status !== 'alarm') {
      before = null
      return verdict.status === 'warming' ? 'warming' : 'quiet'
    }
    const { at: raisedAt, severity } = verdict.alarm
    const page = severity === 'page'
    const another = before === null || before.at !== raisedAt
    const grown = page && before?.page === false
    before = { at: raisedAt, page }
    if (another) return page ? 'page' : 'watch'
    return grown ? 'grown' : 'quiet'
  })
}

/** `page`: at once; `grown`: what was a watch is a page. */
type Said = 'warming' | 'quiet' | 'watch' | 'page' | 'grown'

/** Fifteen lines that many would write. */
function byRule({ hours, windows }: Labelled): Tally {
  const learned = hours.slice(0, WEEK_OF_HOURS)
  const means = Array.from({ length: 24 }, (_, hour) => {
    const own = learned.filter(({ at }) => hourOf(at) === hour).map(({ value }) => value)
    return own.reduce((total, value) => total + value, 0) / own.length
  })
  const residual = ({ at, value }: { at: number; value: number }): number => value - (means[hourOf(at)] ?? 0)
  const spread = Math.sqrt(learned.reduce((total, one) => total + residual(one) ** 2, 0) / learned.length)
  let seen = 0
  let stood = false
  return counted(hours, windows, one => {
    seen += 1
    if (seen <= WEEK_OF_HOURS) return 'warming'
    const far = Math.abs(residual(one)) > FAR * spread
    const said = far && !stood ? 'watch' : 'quiet'
    stood = far
    return said
  })
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR) % 24
}

function counted(
  hours: Labelled['hours'],
  windows: Labelled['windows'],
  said: (hour: { at: number; value: number }) => Said,
): Tally {
  const first = hours[WEEK_OF_HOURS]?.at ?? Number.POSITIVE_INFINITY
  const judged = windows.filter(([, to]) => to >= first)
  const hit = new Set<number>()
  const tally: Tally = { windows: judged.length, hit: 0, watches: 0, lasting: 0, pages: 0, normalDays: 0 }
  for (const hour of hours) {
    const word = said(hour)
    const window = judged.findIndex(([from, to]) => hour.at + HOUR > from && hour.at <= to)
    if (window < 0 && word !== 'warming') tally.normalDays += HOUR / DAY
    if (word === 'warming' || word === 'quiet') continue
    if (window >= 0) {
      hit.add(window)
      continue
    }
    if (word !== 'grown') {
      const next = windows.find(([from]) => from > hour.at)?.[0] ?? Number.POSITIVE_INFINITY
      tally.watches += 1
      if (isLasting(hours, hour.at, next)) tally.lasting += 1
    }
    if (word !== 'watch') tally.pages += 1
  }
  return { ...tally, hit: hit.size }
}

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((one, other) => ({
    windows: one.windows + other.windows,
    hit: one.hit + other.hit,
    watches: one.watches + other.watches,
    lasting: one.lasting + other.lasting,
    pages: one.pages + other.pages,
    normalDays: one.normalDays + other.normalDays,
  }))
}

function load(folder: string): Labelled[] {
  const labels = JSON.parse(readFileSync(join(folder, LABELS), 'utf8')) as Record<string, [string, string][]>
  return Object.entries(labels)
    .filter(([name]) => !LEFT_OUT.test(name))
    .map(([name, windows]) => ({
      name,
      half: (createHash('sha256').update(name).digest()[0] ?? 0) % 2 === 0 ? 'A' : 'B',
      hours: hoursOf(readFileSync(join(folder, 'data', name), 'utf8')),
      windows: windows.map(([from, to]) => [momentOf(from), momentOf(to)] as const),
    }))
}

function hoursOf(text: string): Labelled['hours'] {
  const sums = new Map<number, { total: number; count: number }>()
  for (const line of text.split('\n').slice(1)) {
    const [time = '', number = ''] = line.split(',')
    const [moment, value] = [momentOf(time), Number(number)]
    if (Number.isNaN(moment) || number.trim() === '' || !Number.isFinite(value)) continue
    const hour = Math.floor(moment / HOUR) * HOUR
    const { total, count } = sums.get(hour) ?? { total: 0, count: 0 }
    sums.set(hour, { total: total + value, count: count + 1 })
  }
  return [...sums]
    .map(([at, { total, count }]) => ({ at, value: total / count }))
    .toSorted((one, other) => one.at - other.at)
}

/** As if they were UTC. */
function momentOf(text: string): number {
  return Date.parse(`${text.trim().slice(0, 19).replace(' ', 'T')}Z`)
}
