// Which change brought the row back to where another had taken it from: when that was over.
import { HALF, type RegimeChange } from './regime.ts'

/** A row is back where it is within its error, or within this share of what had changed. */
const NEAR = 0.25

/**
 * Marks every change that a later one took back, by `until` with the moment of the return. What took back a level or a spread is marked
 * in turn; what ends a slope, or takes until its end to come back, is a change of its own. A level that falls in two steps is over
 * with the second.
 */
export function withReturns(changes: readonly RegimeChange[]): RegimeChange[] {
  const marked = changes.map(change => ({ ...change }))
  for (const [k, change] of marked.entries()) {
    if (change.until !== null || change.back) continue
    const later = marked.slice(k + 1).find(other => isReturn(change, other))
    if (later === undefined) continue
    change.until = later.kind === 'slope' ? later.ended : later.onset
    later.back = change.kind !== 'slope' && later.kind !== 'slope'
  }
  return marked
}

function isReturn(change: RegimeChange, later: RegimeChange): boolean {
  const family = (change.kind === 'variance') === (later.kind === 'variance')
  if (!family || later.back || later.direction === change.direction) return false
  if (later.kind === 'slope' && later.ended === null) return false
  const { absolute } = change.effect
  const error = Math.hypot(halfOf(absolute), halfOf(later.effect.absolute)) / HALF
  const left = Math.abs(later.to - change.from)
  return left <= Math.max(2 * error, NEAR * Math.abs(absolute.value))
}

function halfOf({ lower, upper }: { lower: number; upper: number }): number {
  return (upper - lower) / 2
}
