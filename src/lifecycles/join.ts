// Joins the events of one entity to its lifecycle. Events may come in any order and more than once: the
// result depends only on which events have come.
import { frozen } from '../core/parts/frozen.ts'
import type { Event } from '../events/event.ts'
import { type Facts, NOTHING_KNOWN } from './facts.ts'
import { joiningsOf } from './joinings.ts'
import type { Lifecycle, LifecycleKey } from './lifecycle.ts'
import { type LifecycleKind, lifecycleKinds } from './registry.ts'
import { faultOfFacts } from './sound-facts.ts'

type Joins = { [Kind in LifecycleKind]: keyof (typeof lifecycleKinds)[Kind]['joins'] }

/** An event that belongs to a lifecycle; a release belongs to none: nothing of it is open. */
export type LifecycleEvent = Extract<Event, { type: Joins[LifecycleKind] }>

/** What a kind makes of what was known and one event more. */
export type Join = (facts: Facts, event: LifecycleEvent) => Facts

interface Joining {
  kind: LifecycleKind
  join: Join
}

// Under its own type of event each function gets events of that type alone, and the kinds are those of the registry.
const JOININGS = joiningsOf(lifecycleKinds) as ReadonlyMap<string, Joining>

export function isLifecycleEvent(event: Event): event is LifecycleEvent {
  return JOININGS.has(event.type)
}

export function kindOf(event: LifecycleEvent): LifecycleKind {
  return joiningOf(event).kind
}

export function lifecycleOf(event: LifecycleEvent): LifecycleKey {
  const kind = kindOf(event)
  return { kind, source: event.source, subject: subjectIn(event, kind) }
}

/** Whether it is the lifecycle of the event. */
export function isOf({ kind, source, subject }: LifecycleKey, event: LifecycleEvent): boolean {
  return kind === kindOf(event) && source === event.source && subject === subjectIn(event, kind)
}

function subjectIn({ id, subject }: LifecycleEvent, kind: LifecycleKind): string {
  return lifecycleKinds[kind].identity === 'event' ? id : subject
}

/**
 * The lifecycle after one more event; `current` is the lifecycle of `lifecycleOf(event)`, or null. Where events
 * contradict each other, the rules of its kind choose, whatever the order of arrival. `join`: by default that of its kind. Throws what
 * that throws, and where its answer is unsound.
 */
export function applyEvent(
  current: Lifecycle | null,
  event: LifecycleEvent,
  join: Join = joiningOf(event).join,
): Lifecycle {
  const before = current ?? { ...lifecycleOf(event), ...NOTHING_KNOWN }
  const facts = join(frozenLifecycle(before), frozen(event))
  if (facts === before) return before
  const fault = faultOfFacts(facts)
  if (fault !== null) throw new TypeError(fault)
  const { kind, source, subject } = before
  const { openedAt, startedAt, start, endedAt, outcome, measures, labels } = facts
  return { kind, source, subject, openedAt, startedAt, start, endedAt, outcome, measures, labels }
}

/** As `frozen`, for one of millions: the parts of a lifecycle are texts and numbers, but for two. */
export function frozenLifecycle(lifecycle: Lifecycle): Lifecycle {
  if (Object.isFrozen(lifecycle)) return lifecycle
  Object.freeze(lifecycle.measures)
  Object.freeze(lifecycle.labels)
  return Object.freeze(lifecycle)
}

function joiningOf({ type }: LifecycleEvent): Joining {
  const joining = JOININGS.get(type)
  if (joining === undefined) throw new RangeError(`${type} belongs to no kind of lifecycle`)
  return joining
}
