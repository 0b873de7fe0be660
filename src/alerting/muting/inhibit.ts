// A grave alarm keeps lesser ones about the same thing quiet: while the database is down, nobody needs to hear
// that the tasks in it are slow.
import type { Labels } from '../../core/series-key.ts'
import { type Matcher, matchesLabels } from '../routing/matcher.ts'

export interface Inhibition {
  /** The alarm that keeps others quiet. */
  source: readonly Matcher[]
  /** The alarms that it keeps quiet. */
  target: readonly Matcher[]
  /** Labels that must have the same value in both; a label that is missing in both has. */
  equal: readonly string[]
}

export interface Standing {
  id: string
  labels: Labels
}

/**
 * Answers for each alarm which one keeps it quiet; null if none does. An alarm that is source and target of a
 * rule keeps nothing quiet by that rule, itself least of all: two alike would silence each other.
 */
export function inhibitor(
  rules: readonly Inhibition[],
  firing: readonly Standing[],
): (alarm: Standing) => Standing | null {
  const sources = rules.map(({ source, target, equal }) => {
    const strong = firing.filter(
      ({ labels }) => matchesLabels(source, labels) && !matchesLabels(target, labels),
    )
    return { target, equal, byValues: new Map(strong.map(one => [valuesOf(one.labels, equal), one])) }
  })
  return ({ labels }) => {
    for (const { target, equal, byValues } of sources) {
      const found = matchesLabels(target, labels) ? byValues.get(valuesOf(labels, equal)) : undefined
      if (found !== undefined) return found
    }
    return null
  }
}

function valuesOf(labels: Labels, names: readonly string[]): string {
  return JSON.stringify(names.map(name => labels[name] ?? ''))
}
