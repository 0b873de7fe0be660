// An observation: a gauge that was read, or a row that was written. It begins and ends at one moment.
import { type Facts, NOTHING_KNOWN } from '../facts.ts'
import type { EventOf, Kind } from '../kind.ts'

/** Measures: `value`. Labels: `name`. */
export const observation = {
  identity: 'event',
  lasts: false,
  revisable: 0,
  labels: { name: 'Which gauge it is of.' },
  joins: { 'gauge.observed': observe },
} satisfies Kind

function observe(facts: Facts, { at, data: { name, value } }: EventOf<'gauge.observed'>): Facts {
  const { openedAt, measures, labels } = facts
  if (openedAt !== null) {
    const known = JSON.stringify([labels.name, measures.value])
    const reported = JSON.stringify([name, value])
    if (openedAt < at || (openedAt === at && known <= reported)) return facts
  }
  return { ...NOTHING_KNOWN, openedAt: at, endedAt: at, measures: { value }, labels: { name } }
}
