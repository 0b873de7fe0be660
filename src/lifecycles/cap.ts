// Keeps the number of values of each label bounded, so that a source cannot flood the store with series.
import type { Labels } from '../core/series-key.ts'

/** The values admitted so far, by label, in order of admission; and how often one was turned away. */
export interface LabelCensus {
  readonly admitted: Readonly<Record<string, readonly string[]>>
  readonly overflowed: Readonly<Record<string, number>>
}

export const emptyCensus: LabelCensus = { admitted: {}, overflowed: {} }

/** What a value becomes when its label is full. */
const OVERFLOW = 'other'

/**
 * The labels with every value beyond the first `cap` of its label replaced by `other`, and the census that
 * goes with it. `other` itself is always admitted and takes no place. The census is the same object as
 * before where it has not changed.
 */
export function capLabels(
  census: LabelCensus,
  labels: Labels,
  cap: number,
): { labels: Labels; census: LabelCensus } {
  let { admitted, overflowed } = census
  let capped = labels
  for (const [name, value] of Object.entries(labels)) {
    const known = admitted[name] ?? []
    if (value === OVERFLOW || known.includes(value)) continue
    if (known.length < cap) {
      admitted = { ...admitted, [name]: [...known, value] }
    } else {
      overflowed = { ...overflowed, [name]: (overflowed[name] ?? 0) + 1 }
      capped = { ...capped, [name]: OVERFLOW }
    }
  }
  const same = admitted === census.admitted && overflowed === census.overflowed
  return { labels: capped, census: same ? census : { admitted, overflowed } }
}
