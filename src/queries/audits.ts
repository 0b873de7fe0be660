// What the page about audits is told: the last verdicts, and the latest card of each series in words.
import { cardWords } from '../presentation/sensitivity-words.ts'
import { seriesTitle } from '../presentation/series-words.ts'
import type { KeptAudit } from '../storage/audit-store.ts'
import type { Store } from '../storage/store.ts'

export interface AuditsView {
  audits: readonly KeptAudit[]
  cards: ReadonlyArray<{ id: number; title: string; words: string }>
  /** How many cards there are. */
  total: number
}

/** Cards in the order of the titles of their series. */
export function auditsOf(
  { audits, series }: Pick<Store, 'audits' | 'series'>,
  most: { audits: number; cards: number },
): AuditsView {
  const known = new Map(series.all().map(one => [one.id, one]))
  const cards = audits.cards().flatMap(({ seriesId: id, card }) => {
    const one = known.get(id)
    return one === undefined ? [] : [{ id, title: seriesTitle(one), words: cardWords(card) }]
  })
  const ordered = cards.toSorted((a, b) => (a.title < b.title ? -1 : 1))
  return { audits: audits.list(most.audits), cards: ordered.slice(0, most.cards), total: cards.length }
}
