// A seeded history of any kind of lifecycle: one that looks like life where there is one, else one of all that its events may say.
import * as fc from 'fast-check'
import type { Millis } from '../../../src/core/clock.ts'
import { HOUR } from '../../../src/core/duration.ts'
import { randomStream } from '../../../src/core/random.ts'
import type { LifecycleEvent } from '../../../src/lifecycles/join.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'
import type { LifecycleKind } from '../../../src/lifecycles/registry.ts'
import { dataOf, typesOf } from './any-event.ts'
import { event, join } from './joining.ts'
import { claimHistory, MONDAY, observationHistory, roiHistory, taskHistory } from './lifecycles.ts'

type Make = (seed: number, count: number, span: Millis) => Lifecycle[]

const LIFELIKE: Partial<Record<LifecycleKind, { make: Make; share: number }>> = {
  task: { make: taskHistory, share: 1 },
  roi: { make: roiHistory, share: 1 / 6 },
  claim: { make: claimHistory, share: 3 / 2 },
  observation: { make: observationHistory, share: 1 / 3 },
}

/** Over `span` milliseconds from `MONDAY` on. `size` is how many tasks it would be; of other kinds there are more or fewer. */
export function historyOf(kind: LifecycleKind, seed: number, size: number, span: Millis): Lifecycle[] {
  const { make, share } = LIFELIKE[kind] ?? { make: anyHistory(kind), share: 1 }
  const count = Math.round(size * share)
  return [...make(seed, count, span), ...unusual(kind, seed, Math.round(count * UNUSUAL), span)]
}

/** Share of what goes on as little else does, beside what the history is made of. */
const UNUSUAL = 1 / 20

/**
 * Each begins with the first type of event that the kind joins, and goes on within hours with the next of the others in turn, so that
 * every type of event happens: what is removed, reopened or corrected is what some indicator is about.
 */
function unusual(kind: LifecycleKind, seed: number, count: number, span: Millis): Lifecycle[] {
  const [opening, ...others] = typesOf(kind)
  if (opening === undefined || others.length === 0) return []
  return Array.from({ length: count }, (_, index) => {
    const random = randomStream(seed, `unusual ${kind}`, index)
    const at = MONDAY + Math.floor(random.uniform() * span)
    const made = eventsOf(`unusual ${kind}`, seed, index)
    const next = others[index % others.length] ?? opening
    return joined([made(opening, at), made(next, at + Math.round(random.exponential(2 * HOUR)))])
  })
}

/** Each begins with the first type of event that the kind joins, and goes on with one or none of the others within hours. */
function anyHistory(kind: LifecycleKind): Make {
  return (seed, count, span) => {
    const [opening, ...others] = typesOf(kind).filter(type => !type.endsWith('.removed'))
    if (opening === undefined) throw new TypeError(`the kind ${kind} joins no events`)
    return Array.from({ length: count }, (_, index) => {
      const random = randomStream(seed, kind, index)
      const at = MONDAY + Math.floor(random.uniform() * span)
      const made = eventsOf(kind, seed, index)
      const first = made(opening, at)
      const next = others[Math.floor(random.uniform() * (others.length + 0.2))]
      return joined(
        next === undefined ? [first] : [first, made(next, at + Math.round(random.exponential(2 * HOUR)))],
      )
    })
  }
}

/** Events of one subject. */
function eventsOf(
  name: string,
  seed: number,
  index: number,
): (type: LifecycleEvent['type'], at: Millis) => LifecycleEvent {
  return (type, at) => {
    const [data] = fc.sample(dataOf(type), { numRuns: 1, seed: seed * 100_000 + index })
    const own = `${name} ${index}`
    return { ...event(type, at, data as never), subject: own, id: `${type} of ${own}` }
  }
}

function joined(events: readonly LifecycleEvent[]): Lifecycle {
  const lifecycle = join(events)
  if (lifecycle === null) throw new TypeError(`nothing came of ${events.map(({ type }) => type).join(', ')}`)
  return lifecycle
}
