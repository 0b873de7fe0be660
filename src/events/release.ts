// A release: a version that took over at a moment, as the event about it tells.
import type { Millis } from '../core/clock.ts'
import type { Event } from './event.ts'

export type RolloutEvent = Extract<Event, { type: 'rollout.changed' }>

export interface Release {
  /** That of its event. */
  id: string
  at: Millis
  version: string
  /** What was released, `worker`; null: the whole platform. */
  component: string | null
  environment: string | null
  note: string | null
  /** The source that it was read from; `api` where somebody announced it. */
  source: string
  /** Who announced it; null where it was read. */
  by: string | null
}

export function isRollout(event: Event): event is RolloutEvent {
  return event.type === 'rollout.changed'
}

export function releaseOf({ id, at, source, data }: RolloutEvent): Release {
  const { version, component = null, environment = null, note = null, by = null } = data
  return { id, at, version, component, environment, note, source, by }
}
