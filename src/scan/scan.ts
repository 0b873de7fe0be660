// Looks back over all series of a Prometheus once, and says what has changed in them and not come back.
import { availableParallelism } from 'node:os'
import type { Millis } from '../core/clock.ts'
import { messageOf } from '../core/errors.ts'
import type { Api } from '../core/prometheus/api.ts'
import {
  courseOf,
  type LeftOut,
  type MetricView,
  metricsOf,
  type Selector,
  selected,
} from '../core/prometheus/metrics.ts'
import type { DriftedSeries, Named, Unjudged } from './drift.ts'
import { createPool, type Pool } from './judging/pool.ts'
import { type Course, coursesOf, type Grid } from './prometheus/courses.ts'
import { turningOver } from './prometheus/turnover.ts'
import { type Story, storiesOf } from './stories.ts'

export interface ScanOptions {
  selectors: readonly Selector[]
  /** The end of the last bucket. */
  to: Millis
  span: Millis
  step: Millis
  /** Series that are looked at, at most; the metrics with the fewest first. */
  most: number
  threads?: number
  onShare?: (share: number) => void
}

export interface Scan {
  /** Where it was asked. */
  server: string
  from: Millis
  to: Millis
  step: Millis
  /** Names that were looked at, and series that were looked back upon, those that were not judged among them. */
  metrics: number
  series: number
  unjudged: Readonly<Record<Unjudged, number>>
  left: Readonly<Record<LeftOut, number>>
  /** Series beyond `most`. */
  beyond: number
  /** Metrics that could not be read, and series at which the looking back failed: each in one line. */
  faults: readonly string[]
  warnings: readonly string[]
  stories: readonly Story[]
}

/** Rejects where the server cannot be asked which metrics it has, or none of them has a series. */
export async function scan(api: Api, options: ScanOptions): Promise<Scan> {
  const { to, span, step, threads = availableParallelism() } = options
  const buckets = Math.floor(span / step)
  const grid: Grid = { from: to - buckets * step, step, buckets }
  const asked = await plannedOf(api, options)
  const pool = createPool(threads)
  try {
    const found = await lookedAt(api, asked.planned, { grid, pool, onShare: options.onShare ?? (() => {}) })
    return {
      server: api.name,
      from: grid.from,
      to,
      step,
      metrics: new Set(asked.planned.map(({ view: { name } }) => name)).size,
      series: found.series,
      unjudged: found.unjudged,
      left: asked.left,
      beyond: asked.beyond,
      faults: found.faults,
      warnings: api.warnings(),
      stories: storiesOf(found.drifted, step),
    }
  } finally {
    await pool.close()
  }
}

interface Planned {
  view: MetricView
  selector: Selector
}

async function plannedOf(
  api: Api,
  { selectors, to, most }: ScanOptions,
): Promise<{ planned: Planned[]; left: Record<LeftOut, number>; beyond: number }> {
  const left = { identity: 0, moment: 0, bucket: 0 }
  const planned: Planned[] = []
  for (const selector of selectors) {
    const metrics = await metricsOf(api, selector, to)
    for (const view of metrics.views) planned.push({ view, selector })
    for (const why of Object.keys(left) as LeftOut[]) left[why] += metrics.left[why]
  }
  if (planned.length === 0) {
    const names = selectors.map(selector => selected(selector)).join(' and ')
    throw new Error(`${api.name}: no series of ${names} has a value now that could be looked at: see --match`)
  }
  const fits: Planned[] = []
  let [room, beyond] = [most, 0]
  for (const one of planned.toSorted((a, b) => a.view.series - b.view.series)) {
    if (one.view.series <= room) fits.push(one)
    else beyond += one.view.series
    room -= Math.min(room, one.view.series)
  }
  return { planned: fits, left, beyond }
}

interface Found {
  series: number
  drifted: DriftedSeries[]
  unjudged: Record<Unjudged, number>
  faults: string[]
}

/** The next metric is asked for while the last one is judged. */
async function lookedAt(
  api: Api,
  planned: readonly Planned[],
  { grid, pool, onShare }: { grid: Grid; pool: Pool; onShare: (share: number) => void },
): Promise<Found> {
  const found: Found = { series: 0, drifted: [], unjudged: { constant: 0, short: 0, gone: 0 }, faults: [] }
  const of = planned.reduce((sum, { view }) => sum + view.series, 0)
  const seen = new Set<string>()
  let judging: Promise<void> = Promise.resolve()
  let asked = 0
  for (const one of planned) {
    const { view } = one
    let [courses, over]: [Course[], string[]] = [[], []]
    try {
      ;[courses, over] = await lastingCourses(api, one, grid)
    } catch (error) {
      found.faults.push(`${view.name}: ${messageOf(error)}`)
    }
    await judging
    const fresh = courses.filter(({ labels }) => {
      const key = JSON.stringify([view.name, view.view, labels])
      return !seen.has(key) && seen.add(key)
    })
    judging = judgeAll(fresh, { ...view, over }, { grid, pool, found, of })
    asked += view.series
    onShare(asked / Math.max(1, of))
  }
  await judging
  return found
}

/** Of a metric whose series come and go with a label those over all of its values, and which label that is. */
async function lastingCourses(
  api: Api,
  { view, selector }: Planned,
  grid: Grid,
): Promise<[Course[], string[]]> {
  const asked = (over: readonly string[]): Promise<Course[]> =>
    coursesOf(api, courseOf(view, selector, grid.step / 1000, over), grid, view.series)
  const courses = await asked([])
  const over = turningOver(courses, grid.step)
  return [over.length === 0 ? courses : await asked(over), over]
}

interface Judging {
  grid: Grid
  pool: Pool
  found: Found
  of: number
}

async function judgeAll(
  courses: readonly Course[],
  view: MetricView & Pick<Named, 'over'>,
  { grid, pool, found, of }: Judging,
): Promise<void> {
  await Promise.all(
    courses.map(async ({ labels, values }) => {
      found.series += 1
      try {
        const judged = await pool.judge({ values, from: grid.from, step: grid.step, of })
        if (typeof judged === 'string') found.unjudged[judged] += 1
        else {
          const { drifts } = judged
          const drift = drifts.toSorted((a, b) => Math.abs(b.sigma) - Math.abs(a.sigma))[0]
          const named = { metric: view.name, view: view.view, labels, over: view.over }
          if (drift)
            found.drifted.push({ ...named, drift, others: drifts.length - 1, start: grid.from, values })
        }
      } catch (error) {
        found.faults.push(`${view.name}${JSON.stringify(labels)}: ${messageOf(error)}`)
      }
    }),
  )
}
