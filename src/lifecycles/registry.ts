// Every kind of lifecycle there is, by name.
import type { Kind } from './kind.ts'
import { members } from './kinds/members.ts'

export const lifecycleKinds = members satisfies Record<string, Kind>

export type LifecycleKind = keyof typeof lifecycleKinds

/** Names of the labels that a kind may have. */
export type LabelName = { [Name in LifecycleKind]: keyof (typeof members)[Name]['labels'] }[LifecycleKind]

export const LIFECYCLE_KINDS = Object.keys(lifecycleKinds) as LifecycleKind[]

export function isLifecycleKind(name: string): name is LifecycleKind {
  return Object.hasOwn(lifecycleKinds, name)
}

/** Names of the labels of a kind, in alphabetical order. */
export function labelsOf(kind: LifecycleKind): readonly string[] {
  return Object.keys(lifecycleKinds[kind].labels).sort()
}
