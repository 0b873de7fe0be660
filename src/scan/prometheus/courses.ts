// The courses of all series of a metric, asked for by stretches of time, so that no answer is larger than it need be.
import type { Millis } from '../../core/clock.ts'
import { type Api, listOf } from '../../core/prometheus/api.ts'

export interface Grid {
  /** Start of the first bucket. */
  from: Millis
  step: Millis
  buckets: number
}

export interface Course {
  /** Without the name of the metric. */
  labels: Readonly<Record<string, string>>
  /** A value a bucket; NaN: none. */
  values: Float64Array
}

/** Numbers in one answer, about: some 25 bytes each. */
const MOST_NUMBERS = 200_000

/** `series`: how many there are, about. What an infinite number says nobody can compare: it is none. */
export async function coursesOf(api: Api, query: string, grid: Grid, series: number): Promise<Course[]> {
  const courses = new Map<string, Course>()
  const width = Math.max(1, Math.min(grid.buckets, Math.floor(MOST_NUMBERS / Math.max(1, series))))
  for (let first = 0; first < grid.buckets; first += width) {
    const last = Math.min(first + width, grid.buckets) - 1
    const data = await api.get('/api/v1/query_range', {
      query,
      start: secondsOf(grid, first),
      end: secondsOf(grid, last),
      step: String(grid.step / 1000),
    })
    for (const { metric, values } of listOf<Answered>(data, 'result'))
      fill(courseIn(courses, metric, grid), values, grid)
  }
  return [...courses.values()]
}

interface Answered {
  metric?: Record<string, string>
  values?: Array<[at: number, value: string]>
}

/** A bucket has its value at its end. */
function secondsOf({ from, step }: Grid, bucket: number): string {
  return String((from + (bucket + 1) * step) / 1000)
}

function courseIn(
  courses: Map<string, Course>,
  metric: Record<string, string> = {},
  { buckets }: Grid,
): Course {
  const { __name__: _, ...labels } = metric
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const key = JSON.stringify(sorted)
  const course = courses.get(key) ?? {
    labels: Object.fromEntries(sorted),
    values: new Float64Array(buckets).fill(Number.NaN),
  }
  courses.set(key, course)
  return course
}

function fill({ values }: Course, samples: Answered['values'] = [], { from, step, buckets }: Grid): void {
  for (const [at, text] of samples) {
    const bucket = Math.round((at * 1000 - from) / step) - 1
    const value = Number(text)
    if (bucket >= 0 && bucket < buckets && Number.isFinite(value)) values[bucket] = value
  }
}
