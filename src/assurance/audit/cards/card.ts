// The sensitivity card of a series: how soon a change of which size would be reported, from many plants at moments of its own history.
import type { Millis } from '../../../core/clock.ts'
import { DAY } from '../../../core/duration.ts'
import { randomStream } from '../../../core/random.ts'
import type { Card, Delays } from '../../../detection/sensitivity.ts'
import { type Course, courseOf, type Plotted, plantAt } from './course.ts'
import { delaysOf, type Followed } from './delays.ts'

const SIZES: readonly number[] = [0.5, 0.2, 0.1, 0.05]

/** A change is waited for so long at most. */
const PATIENCE: Millis = 90 * DAY
const MOST_MOMENTS = 60
/** Of a size of which so many plants in a row were not reported, no more are made. */
const IN_VAIN = 12

/** The same history gives the same card. */
export function cardOf(plotted: Plotted, sizes: readonly number[] = SIZES): Card {
  const { series, direction, options } = plotted
  const course = courseOf(plotted, MOST_MOMENTS)
  const upTo = (plotted.points.at(-1)?.at ?? 0) + series.bucket
  return {
    upTo,
    direction,
    of: options.family === 'proportion' ? 'points' : 'value',
    sizes: sizes.map(share => ({ share, delays: delaysFrom(followedOf(share, course, plotted), course) })),
    stood: course.stood,
  }
}

/** Every plant of a size, each with its moment. */
export function followedOf(
  share: number,
  course: Course,
  plotted: Plotted,
): Array<Followed & { onset: Millis }> {
  const plants: Array<Followed & { onset: Millis }> = []
  const size = plotted.options.family === 'proportion' ? { points: share } : { share }
  for (const moment of spreadOut(course.moments)) {
    const random = randomStream(1, 'card', plotted.series.key, moment.index, share)
    plants.push(plantAt(moment, size, { ...plotted, random, patience: PATIENCE }))
    if (plants.length >= IN_VAIN && plants.every(({ reported }) => !reported)) break
  }
  return plants
}

function delaysFrom(plants: readonly Followed[], { span }: Course): Delays | null {
  return delaysOf(plants, span / Math.max(1, plants.length))
}

/** In an order in which the first so many are spread over all of them. */
function spreadOut<T>(all: readonly T[]): T[] {
  const step = Math.max(1, Math.round(all.length * 0.381966))
  const coprime = coprimeNear(step, all.length)
  return Array.from({ length: all.length }, (_, k) => all[(k * coprime) % all.length]).filter(
    one => one !== undefined,
  )
}

function coprimeNear(step: number, length: number): number {
  let found = step
  while (divisor(found, length) !== 1) found += 1
  return found
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
