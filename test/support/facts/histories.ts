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
  return make(seed, Math.round(size * share), span)
}

/** Each begins with the first type of event that the kind joins, and goes on with one or none of the others within hours. */
function anyHistory(kind: LifecycleKind): Make {
  return (seed, count, span) => {
    const [opening, ...others] = typesOf(kind).filter(type => !type.endsWith('.removed'))
    if (opening === undefined) throw new TypeError(`the kind ${kind} joins no events`)
    return Array.from({ length: count }, (_, index) => {
      const random = randomStream(seed, kind, index)
      const at = MONDAY + Math.floor(random.uniform() * span)
      const made = (type: LifecycleEvent['type'], moment: Millis): LifecycleEvent => {
        const [data] = fc.sample(dataOf(type), { numRuns: 1, seed: seed * 100_000 + index })
        return { ...event(type, moment, data as never), subject: `${kind} ${index}`, id: `${type} ${index}` }
      }
      const first = made(opening, at)
      const next = others[Math.floor(random.uniform() * (others.length + 0.2))]
      const events =
        next === undefined ? [first] : [first, made(next, at + Math.round(random.exponential(2 * HOUR)))]
      const joined = join(events)
      if (joined === null) throw new TypeError(`nothing came of the events of a ${kind}`)
      return joined
    })
  }
}
