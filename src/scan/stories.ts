// Folds what began together: drifts of related series whose onsets lie within each other's intervals are told as one story.
import { type DriftedSeries, weightOf } from './drift.ts'

/** What began together, the largest first. */
export interface Story {
  members: DriftedSeries[]
  /** Labels that all of them have with the same value. */
  shared: Readonly<Record<string, string>>
}

/** The largest first. `step`: width of a bucket, by which an onset may be off. */
export function storiesOf(drifted: readonly DriftedSeries[], step: number): Story[] {
  const left = new Set(drifted.toSorted((a, b) => weightOf(b.drift) - weightOf(a.drift)))
  const stories: Story[] = []
  for (const seed of left) {
    const members = [...left].filter(
      one => one === seed || (isTogether(seed, one, step) && isRelated(seed, one)),
    )
    for (const one of members) left.delete(one)
    stories.push({ members, shared: sharedLabels(members) })
  }
  return stories
}

/** The likeliest moment of each lies within the interval of the other. */
function isTogether(
  { drift: { onset: a } }: DriftedSeries,
  { drift: { onset: b } }: DriftedSeries,
  step: number,
): boolean {
  const within = (at: number, { lower, upper }: typeof a): boolean => at >= lower - step && at <= upper + step
  return within(a.value, b) && within(b.value, a)
}

/** Of one metric, or with a label in common. */
function isRelated(a: DriftedSeries, b: DriftedSeries): boolean {
  return a.metric === b.metric || Object.entries(a.labels).some(([name, value]) => b.labels[name] === value)
}

function sharedLabels(members: readonly DriftedSeries[]): Record<string, string> {
  const [first, ...rest] = members
  const pairs = Object.entries(first?.labels ?? {})
  return Object.fromEntries(
    pairs.filter(([name, value]) => rest.every(({ labels }) => labels[name] === value)),
  )
}
