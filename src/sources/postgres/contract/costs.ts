// What is not known, or not right, where columns of a mapping say nothing: in the words of lifecycles.

import type { SourceCosts, SourceProblem } from '../../source.ts'
import type { Planned } from '../mapping/plan.ts'
import { lifecycleKindOf } from '../mapping/roles.ts'

/** By role. What is not in it costs the whole table. */
const LACKS: Readonly<Record<string, string>> = {
  type: 'task_type',
  model: 'model',
  variant: 'variant',
  startedAt: 'started_at',
  error: 'error',
  claimType: 'claim_type',
  verifier: 'verifier',
  category: 'category',
  currency: 'currency',
}

/** Roles without which everything is still known. */
const SPARED: readonly string[] = [
  'updatedAt',
  'propensity',
  'audited',
  'component',
  'environment',
  'writtenOffAt',
]

/** What is out of sight costs all of its table. */
export function costed(planned: Pick<Planned, 'mapping'>, problem: SourceProblem): SourceProblem {
  const costs = problem.blind === undefined ? null : costsOf(planned, null)
  return costs === null ? problem : { ...problem, costs }
}

/** `roles` null: all of the table. Null where nothing is lost. */
export function costsOf(
  { mapping }: Pick<Planned, 'mapping'>,
  roles: readonly string[] | null,
): SourceCosts | null {
  const kind = lifecycleKindOf(mapping)
  if (kind === null) return null
  const of = mapping.as === 'observations' ? { observation: mapping.observation } : {}
  if (roles === null) return { kind, ...of, lacks: null }
  const counted = roles.filter(role => !SPARED.includes(role))
  if (counted.length === 0) return null
  const lacks = counted.map(role => LACKS[role])
  return lacks.every(lack => lack !== undefined) ? { kind, ...of, lacks } : { kind, ...of, lacks: null }
}
