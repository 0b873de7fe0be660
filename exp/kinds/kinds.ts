// The registry of kinds of change. A new kind is a file beside these; everything else reads the entries.
import type { Kind } from './kind.ts'
import { members } from './members.ts'

export type ChangeKind = keyof typeof members

export const KINDS: Readonly<Record<ChangeKind, Kind>> = members

/** Every kind, the one that is shown first where several stand at the front. */
export const KIND_NAMES: readonly ChangeKind[] = (Object.keys(members) as ChangeKind[]).toSorted(
  (a, b) => KINDS[a].rank - KINDS[b].rank,
)

/** The entry of a kind, by its name or by one that it had in a store of an earlier version. */
export function kindOf(name: ChangeKind): Kind {
  return KINDS[name] ?? KINDS[KIND_NAMES.find(each => KINDS[each].formerly?.includes(name)) ?? 'level']
}
