// Counts what is held to the objectives of the configuration, once its facts are on disk.
import type { Clock, Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import { objectiveBadEvents, objectiveEvents } from '../exposition/metrics/objectives.ts'
import type { Instruments } from '../exposition/own/instruments.ts'
import { judge, type Replaced } from '../indicators/objective.ts'
import type { Plan } from './plan.ts'

export interface HeldDeps {
  plan: Pick<Plan, 'objectives'>
  exposition: { instruments: Pick<Instruments, 'count'> }
  clock: Clock
}

/** A slowburn that was down for a day counts what it missed; the history that a first start reads is no burning budget. */
const RECENT: Millis = DAY

/** Empty where there is no objective: nobody then collects what was replaced. */
export function holdToObjectives({ plan: { objectives }, exposition, clock }: HeldDeps): {
  replaced?: (some: readonly Replaced[]) => void
} {
  if (objectives.length === 0) return {}
  const { count } = exposition.instruments
  return {
    replaced: some => {
      const since = clock.now() - RECENT
      for (const objective of objectives) {
        const { events, bad } = judge(objective, some, since)
        const labels = { objective: objective.name }
        if (events > 0) count(objectiveEvents, labels, events)
        if (bad > 0) count(objectiveBadEvents, labels, bad)
      }
    },
  }
}
