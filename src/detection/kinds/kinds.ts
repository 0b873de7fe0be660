// The registry of kinds of change. A new kind is a file beside these and a line here; everything else reads the entries.
import { distribution } from './distribution.ts'
import type { Kind } from './kind.ts'
import { level } from './level.ts'
import { missing } from './missing.ts'
import { slope } from './slope.ts'
import { stuck } from './stuck.ts'
import { variance } from './variance.ts'

const ALL = { level, slope, variance, distribution, stuck, missing }

export type ChangeKind = keyof typeof ALL

export const KINDS: Readonly<Record<ChangeKind, Kind>> = ALL

/** Every kind, the one that is shown first where several stand at the front. */
export const KIND_NAMES: readonly ChangeKind[] = (Object.keys(ALL) as ChangeKind[]).toSorted(
  (a, b) => KINDS[a].rank - KINDS[b].rank,
)

export function kindOf(name: ChangeKind): Kind {
  return KINDS[name]
}
