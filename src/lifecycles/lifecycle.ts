// A start joined to its end. What is still open is kept and counted, never dropped.
import type { Facts } from './facts.ts'
import type { LifecycleKind } from './registry.ts'

/** Who a lifecycle is. */
export interface LifecycleKey {
  kind: LifecycleKind
  source: string
  subject: string
}

export interface Lifecycle extends LifecycleKey, Facts {}
