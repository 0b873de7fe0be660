// What kind of change it is, and how sure that is: the kinds compete by their evidence, equally probable beforehand.
import type { ChangeKind } from '../change.ts'

/** Natural log of each kind's Bayes factor against "nothing changed". */
export interface KindEvidence {
  level: number
  slope: number
  variance: number
}

/** Odds of three to one are the least that is called positive evidence (Kass and Raftery 1995). */
const SURE = 0.75

/** Evidence that the mean moved, in the likelier of its shapes. */
export function meanEvidence({ level, slope }: KindEvidence): number {
  return Math.max(level, slope)
}

/** How probable `kind` is and what it may as well be. A tail that grew is a change of the spread, told more closely. */
export function sureness(
  kind: ChangeKind,
  evidence: KindEvidence,
): { kindProbability: number; alternative: ChangeKind | null } {
  const most = Math.max(evidence.level, evidence.slope, evidence.variance)
  const weights = (['level', 'slope', 'variance'] as const).map(name => ({
    name: name === 'variance' && kind === 'tail' ? kind : name,
    weight: Math.exp(evidence[name] - most),
  }))
  const total = weights.reduce((sum, { weight }) => sum + weight, 0)
  const own = weights.find(({ name }) => name === kind)?.weight ?? 0
  const [next] = weights.filter(({ name }) => name !== kind).toSorted((a, b) => b.weight - a.weight)
  const kindProbability = Number((own / total).toPrecision(3))
  return { kindProbability, alternative: kindProbability >= SURE || next === undefined ? null : next.name }
}
