// What a metric may ask of the store: a view that only reads, and whose answers are copies. A metric that writes changes nothing.
import { frozenCopy } from '../core/parts/frozen.ts'
import type { Store } from '../storage/store.ts'

/** By group of tables, the questions that read it. */
const QUESTIONS = {
  lifecycles: ['streams', 'earliest', 'latest', 'openCount', 'keptCount'],
  labels: ['overflow'],
  releases: ['between', 'list', 'earliest'],
  series: ['all', 'points', 'lastPoint'],
  changes: ['standing', 'allStanding', 'list'],
  regimes: ['looks', 'of'],
  incidents: ['open', 'list', 'openedSince'],
  episodes: ['open', 'over', 'countOver', 'resolvedSince'],
  outbox: ['summary'],
  silences: ['current'],
  history: ['list'],
  acceptances: ['of'],
  audits: ['list', 'cards'],
  rollouts: ['digests', 'looks', 'rehearsals'],
  setAside: ['all', 'counts'],
} as const satisfies { [Part in keyof Store]?: ReadonlyArray<keyof Store[Part]> }

export type ReadableStore = {
  readonly [Part in keyof typeof QUESTIONS]: Readonly<
    Pick<Store[Part], Extract<(typeof QUESTIONS)[Part][number], keyof Store[Part]>>
  >
}

export function readableStore(store: Store): ReadableStore {
  const parts = Object.entries(QUESTIONS).map(([part, questions]) => {
    // The table above is held to the store by its type; what is called here is what it names.
    const all = store[part as keyof typeof QUESTIONS] as unknown as Readonly<
      Record<string, (...asked: unknown[]) => unknown>
    >
    const asked = questions.map(name => [name, (...given: unknown[]) => frozenCopy(all[name]?.(...given))])
    return [part, Object.freeze(Object.fromEntries(asked))]
  })
  return Object.freeze(Object.fromEntries(parts)) as ReadableStore
}
