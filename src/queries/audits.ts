// What the page about audits is told: the last verdicts, the latest card of each series in words, and whether what was released could be rolled back.
import type { RolloutSettings } from '../config/keys/rollouts.ts'
import type { Millis } from '../core/clock.ts'
import { cardWords } from '../presentation/sensitivity-words.ts'
import { seriesTitle } from '../presentation/series-words.ts'
import { type Readiness, readinessOf } from '../rollouts/readiness.ts'
import type { KeptAudit } from '../storage/audit-store.ts'
import type { Store } from '../storage/store.ts'

export interface AuditsView {
  audits: readonly KeptAudit[]
  cards: ReadonlyArray<{ id: number; title: string; words: string }>
  /** How many cards there are. */
  total: number
  rollouts: readonly Readiness[]
}

export interface AuditsDeps {
  store: Pick<Store, 'audits' | 'series' | 'releases' | 'rollouts' | 'lifecycles'>
  rollouts: readonly RolloutSettings[]
}

/** Cards in the order of the titles of their series. */
export function auditsOf(
  { store, rollouts }: AuditsDeps,
  most: { audits: number; cards: number },
  now: Millis,
): AuditsView {
  const { audits, series } = store
  const known = new Map(series.all().map(one => [one.id, one]))
  const cards = audits.cards().flatMap(({ seriesId: id, card }) => {
    const one = known.get(id)
    return one === undefined ? [] : [{ id, title: seriesTitle(one), words: cardWords(card) }]
  })
  const ordered = cards.toSorted((a, b) => (a.title < b.title ? -1 : 1))
  return {
    audits: audits.list(most.audits),
    cards: ordered.slice(0, most.cards),
    total: cards.length,
    rollouts: rollouts.map(settings => readinessOf(settings, store, now)),
  }
}
