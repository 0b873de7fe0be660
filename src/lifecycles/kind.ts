// What a kind of lifecycle declares: the events that it joins, and how.
import type { Millis } from '../core/clock.ts'
import type { Event, EventType } from '../events/event.ts'
import type { Facts } from './facts.ts'

export type EventOf<Type extends EventType> = Extract<Event, { type: Type }>

export interface Kind {
  /**
   * By type of event, the facts after one more; those before and the event are frozen. Events may come in any order and more than once: the result depends
   * only on which have come. An event type belongs to one kind.
   */
  readonly joins: { readonly [Type in EventType]?: (facts: Facts, event: EventOf<Type>) => Facts }
  /** By the name of each label that its events give: what it says. Indicators are split by them. */
  readonly labels: Readonly<Record<string, string>>
  /**
   * `subject`: the events of one subject are one lifecycle. `event`: every event is one of its own, for a subject may
   * be observed often.
   */
  readonly identity: 'subject' | 'event'
  /** How long after its end an event may still change it: it is kept at least so long. */
  readonly revisable: Millis
  /** Whether it lasts, so that the open ones are worth counting. */
  readonly lasts: boolean
}
