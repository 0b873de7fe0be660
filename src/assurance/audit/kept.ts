// What an audit may see of what a service has kept: it has no method that writes, and what is read is read from a copy.
import type { Store } from '../../storage/store.ts'

type Part<Group extends keyof Store, Method extends keyof Store[Group]> = Readonly<Pick<Store[Group], Method>>

export interface Kept {
  readonly series: Part<'series', 'all' | 'points' | 'lastPoint' | 'mark' | 'monitorText'>
  readonly changes: Part<'changes', 'standing'>
  readonly silences: Part<'silences', 'list'>
  readonly acceptances: Part<'acceptances', 'of'>
  readonly rateLimit: Part<'rateLimit', 'load'>
  readonly audits: Part<'audits', 'card'>
  readonly lifecycles: Part<'lifecycles', 'streams' | 'ended'>
  readonly sources: Part<'sources', 'load' | 'recall'>
}

/** Of a copy: what it leaves out cannot be reached from what it returns. */
export function keptOf(store: Store): Kept {
  const { series, changes, silences, acceptances, rateLimit, audits, lifecycles, sources } = store
  return Object.freeze({
    series: Object.freeze({
      all: series.all,
      points: series.points,
      lastPoint: series.lastPoint,
      mark: series.mark,
      monitorText: series.monitorText,
    }),
    changes: Object.freeze({ standing: changes.standing }),
    silences: Object.freeze({ list: silences.list }),
    acceptances: Object.freeze({ of: acceptances.of }),
    rateLimit: Object.freeze({ load: rateLimit.load }),
    audits: Object.freeze({ card: audits.card }),
    lifecycles: Object.freeze({ streams: lifecycles.streams, ended: lifecycles.ended }),
    sources: Object.freeze({ load: sources.load, recall: sources.recall }),
  })
}
