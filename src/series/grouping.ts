// Which series a cell belongs to: its labels reduced to those that split the indicator, with values that have no series of
// their own called `other`.
import type { Labels } from '../core/series-key.ts'

/** What a missing label is called in a series. */
const UNKNOWN_LABEL = 'unknown'

/** What the values beyond the cap of a label are called. */
export const OVERFLOW = 'other'

export interface Group {
  /** Equal for equal labels. */
  key: string
  labels: Labels
}

/** By label name, the values with series of their own; a label that is not named has no cap. */
export type Admitted = ReadonlyMap<string, ReadonlySet<string>>

/** Maps the labels of cells to groups; remembers what it was asked, so equal labels should be the same object. */
export type Grouping = (labels: Labels) => Group

export function createGrouping(by: readonly string[], source: string, admitted: Admitted): Grouping {
  const known = new Map<Labels, Group>()
  const shared = new Map<string, Group>()
  const seriesValue = (labels: Labels, name: string): string => {
    if (name === 'source') return source
    if (!Object.hasOwn(labels, name)) return UNKNOWN_LABEL
    const value = labels[name] ?? UNKNOWN_LABEL
    return admitted.get(name)?.has(value) === false ? OVERFLOW : value
  }
  return labels => {
    const found = known.get(labels)
    if (found !== undefined) return found
    const reduced = Object.fromEntries(by.map(name => [name, seriesValue(labels, name)]))
    const key = groupKey(reduced, by)
    const group = shared.get(key) ?? { key, labels: reduced }
    shared.set(key, group)
    known.set(labels, group)
    return group
  }
}

export function groupKey(labels: Labels, by: readonly string[]): string {
  return by.map(name => labels[name]).join('\u0000')
}
