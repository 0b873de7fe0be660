// Every kind of lifecycle there is, by name.
import type { Kind } from './kind.ts'
import { claim } from './kinds/claim.ts'
import { observation } from './kinds/observation.ts'
import { roi } from './kinds/roi.ts'
import { task } from './kinds/task.ts'

export const lifecycleKinds = { task, claim, roi, observation } as const satisfies Record<string, Kind>

export type LifecycleKind = keyof typeof lifecycleKinds

export const LIFECYCLE_KINDS = Object.keys(lifecycleKinds) as LifecycleKind[]

export function isLifecycleKind(name: string): name is LifecycleKind {
  return Object.hasOwn(lifecycleKinds, name)
}
