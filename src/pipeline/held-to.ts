// Counts what is held to the objectives of the configuration. The totals are in the commit of their facts, so that the counters go on where they
// were after any end of the process: a burn rate is an increase, of which Prometheus knows only what it is shown.
import type { Clock, Millis } from '../core/clock.ts'
import { DAY } from '../core/duration.ts'
import { objectiveBadEvents, objectiveEvents } from '../exposition/metrics/objectives.ts'
import type { Instruments } from '../exposition/own/instruments.ts'
import { judge, type Replaced } from '../indicators/objective.ts'
import type { Store } from '../storage/store.ts'
import type { Plan } from './plan.ts'

export interface HeldDeps {
  plan: Pick<Plan, 'objectives'>
  store: { series: Pick<Store['series'], 'mark' | 'setMark'> }
  exposition: { instruments: Pick<Instruments, 'reach'> }
  clock: Clock
}

export interface Held {
  /** Must run inside the transaction that has replaced them. */
  replaced(some: readonly Replaced[]): void
  /**
   * What all commits have come to, once the last of them cannot be lost with the power: a counter that goes back by one is to Prometheus
   * one that has begun anew, and has gone up by all that it says.
   */
  settled(): void
}

/** A slowburn that was down for a day counts what it missed; the history that a first start reads is no burning budget. */
const RECENT: Millis = DAY

/** Null where there is no objective: nobody then collects what was replaced. */
export function holdToObjectives(deps: HeldDeps): Held | null {
  const { plan, store, clock } = deps
  const { objectives } = plan
  if (objectives.length === 0) return null
  return {
    replaced: some => {
      const since = clock.now() - RECENT
      for (const objective of objectives) {
        const { events, bad } = judge(objective, some, since)
        for (const [mark, more] of [
          [`objective-events:${objective.name}`, events],
          [`objective-bad:${objective.name}`, bad],
        ] as const) {
          if (more > 0) store.series.setMark(mark, (store.series.mark(mark) ?? 0) + more)
        }
      }
    },
    settled: () => {
      for (const { name } of objectives) show(name, deps)
    },
  }
}

/** Shows what was counted before this process, and since when. Must run inside a transaction. */
export function resumeObjectives(deps: HeldDeps): void {
  const { plan, store, clock } = deps
  for (const { name } of plan.objectives) {
    const mark = `objective-since:${name}` as const
    const since = store.series.mark(mark) ?? clock.now()
    store.series.setMark(mark, since)
    show(name, deps, since)
  }
}

function show(objective: string, { store, exposition }: HeldDeps, since?: Millis): void {
  const { mark } = store.series
  const { reach } = exposition.instruments
  reach(objectiveEvents, { objective }, mark(`objective-events:${objective}`) ?? 0, since)
  reach(objectiveBadEvents, { objective }, mark(`objective-bad:${objective}`) ?? 0, since)
}
