// A sample: what a query of another system's numbers gave for one stretch of time. It begins and ends at one moment.
import { type Facts, NOTHING_KNOWN } from '../facts.ts'
import type { EventOf, Kind } from '../kind.ts'

/** Measures: `value`. Of two under one id the earlier stands, then the smaller. */
export const sample = {
  identity: 'event',
  lasts: false,
  revisable: 0,
  labels: { name: 'Which query it is of.', labels: 'Of which of the series that the query gives.' },
  joins: { 'sample.taken': take },
} satisfies Kind

function take(facts: Facts, { at, data: { name, labels: own, value } }: EventOf<'sample.taken'>): Facts {
  const { openedAt, measures, labels } = facts
  if (openedAt !== null) {
    const known = JSON.stringify([labels.name, labels.labels ?? null, measures.value])
    const reported = JSON.stringify([name, own ?? null, value])
    if (openedAt < at || (openedAt === at && known <= reported)) return facts
  }
  const found = own === undefined ? { name } : { labels: own, name }
  return { ...NOTHING_KNOWN, openedAt: at, endedAt: at, measures: { value }, labels: found }
}
