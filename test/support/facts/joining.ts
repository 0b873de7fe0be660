// Events of one entity for tests, and the lifecycle that they join to.
import { applyEvent, type LifecycleEvent } from '../../../src/lifecycles/join.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'

type DataOf<T extends LifecycleEvent['type']> = Extract<LifecycleEvent, { type: T }>['data']

export function event<T extends LifecycleEvent['type']>(
  type: T,
  at: number,
  data: DataOf<T>,
): LifecycleEvent {
  return {
    id: `${type}@${at}`,
    at,
    source: 'db',
    subject: '7',
    attributes: {},
    type,
    data,
  } as unknown as LifecycleEvent
}

export function join(events: readonly LifecycleEvent[]): Lifecycle | null {
  return events.reduce<Lifecycle | null>((current, next) => applyEvent(current, next), null)
}
