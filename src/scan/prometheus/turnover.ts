// Labels whose values come and go, as those that name a pod do with each deployment: series told apart by them are each too short to judge.
import type { Millis } from '../../core/clock.ts'
import { DAY } from '../../core/duration.ts'
import type { Course } from './courses.ts'

/** Values of a label below which nothing can be said of how they come and go. */
const FEWEST = 3

/**
 * Labels of which most values were not there from the first day of the metric to its last, or none where most of its series were.
 * `step`: width of a bucket.
 */
export function turningOver(courses: readonly Course[], step: Millis): string[] {
  const lives = courses.flatMap(({ labels, values }) => lifeOf(labels, values) ?? [])
  const day = Math.ceil(DAY / step)
  const first = Math.min(...lives.map(life => life.first))
  const last = Math.max(...lives.map(life => life.last))
  const passes = (life: Life): boolean => life.first > first + day || life.last < last - day
  if (!isMost(lives.filter(passes).length, lives.length)) return []
  return namesOf(courses).filter(name => {
    const values = joined(lives, name)
    return values.length >= FEWEST && isMost(values.filter(passes).length, values.length)
  })
}

/** The first and the last bucket with a value. */
interface Life {
  labels: Course['labels']
  first: number
  last: number
}

function lifeOf(labels: Course['labels'], values: Float64Array): Life | null {
  const first = values.findIndex(value => !Number.isNaN(value))
  return first < 0 ? null : { labels, first, last: values.findLastIndex(value => !Number.isNaN(value)) }
}

/** One life a value of the label: of all series that have it. */
function joined(lives: readonly Life[], name: string): Life[] {
  const groups = Map.groupBy(lives, ({ labels }) => labels[name])
  return [...groups.values()].map(of => ({
    labels: {},
    first: Math.min(...of.map(life => life.first)),
    last: Math.max(...of.map(life => life.last)),
  }))
}

function namesOf(courses: readonly Course[]): string[] {
  return [...new Set(courses.flatMap(({ labels }) => Object.keys(labels)))].toSorted()
}

function isMost(part: number, of: number): boolean {
  return 2 * part > of
}
