// A severe alert keeps less severe ones about the same thing quiet: while the database is down, nobody needs to hear
// that the tasks in it are slow.
import { type Labels, labelOf } from '../../core/series-key.ts'
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
 * Answers for each alarm which one keeps it quiet; null if none does. As in Alertmanager, an alarm that is source and target
 * of a rule is kept quiet only by one that is no target of it: two alike would silence each other, and each itself.
 */
export function inhibitor(
  rules: readonly Inhibition[],
  firing: readonly Standing[],
): (alarm: Standing) => Standing | null {
  const sources = rules.map(rule => {
    const strong = firing.filter(({ labels }) => matchesLabels(rule.source, labels))
    const byValues = (some: readonly Standing[]): ReadonlyMap<string, Standing> =>
      new Map(some.map(one => [valuesOf(one.labels, rule.equal), one]))
    const oneSided = strong.filter(({ labels }) => !matchesLabels(rule.target, labels))
    return { ...rule, any: byValues(strong), oneSided: byValues(oneSided) }
  })
  return ({ labels }) => {
    for (const { source, target, equal, any, oneSided } of sources) {
      if (!matchesLabels(target, labels)) continue
      const found = (matchesLabels(source, labels) ? oneSided : any).get(valuesOf(labels, equal))
      if (found !== undefined) return found
    }
    return null
  }
}

function valuesOf(labels: Labels, names: readonly string[]): string {
  return JSON.stringify(names.map(name => labelOf(labels, name)))
}
