// Every kind of lifecycle there is, by name.
import type { Kind } from './kind.ts'
import { members } from './kinds/members.ts'

export const lifecycleKinds = members satisfies Record<string, Kind>

export type LifecycleKind = keyof typeof lifecycleKinds

export const LIFECYCLE_KINDS = Object.keys(lifecycleKinds) as LifecycleKind[]

export function isLifecycleKind(name: string): name is LifecycleKind {
  return Object.hasOwn(lifecycleKinds, name)
}
