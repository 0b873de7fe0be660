// How far the tables of a database have been read, together.
import type { Millis } from '../../core/clock.ts'
import { HOUR } from '../../core/duration.ts'
import type { Target } from './target.ts'

/** How long the other tables wait for one that exists but cannot be read just now. */
const PATIENCE: Millis = HOUR

export function completeUpTo(targets: readonly Target[], now: Millis): Millis | null {
  const awaited = targets.filter(
    ({ failingSince }) => failingSince === null || now - failingSince <= PATIENCE,
  )
  const moments = awaited.map(({ reader }) => reader.completeUpTo())
  if (moments.length === 0) return null
  return moments.reduce((a, b) => (a === null || b === null ? null : Math.min(a, b)))
}

/** Weighs each table by its size, as far as that is known. */
export function progress(targets: readonly Target[]): number | null {
  if (targets.every(({ reader }) => !reader.isFirstPass())) return null
  let total = 0
  let done = 0
  for (const { plan, reader } of targets) {
    const weight = Math.max(1, plan.estimatedRows ?? 1)
    total += weight
    done += weight * reader.progress()
  }
  return total === 0 ? 0 : done / total
}

/** A number of rows by table, of all that is made of it. */
export function byTable(
  targets: readonly Target[],
  rows: (target: Target) => number,
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const target of targets) {
    const { table } = target.plan.mapping
    sums[table] = (sums[table] ?? 0) + rows(target)
  }
  return sums
}
