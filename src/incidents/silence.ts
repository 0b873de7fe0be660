// Facts that have stopped coming: one incident a flow, by rule and not by weight, and apart from all others. A silence
// explains that nothing is measured; it never explains that what was measured got worse, so it masks nothing.
import { HOUR } from '../core/duration.ts'
import { kindOf } from '../detection/kinds/kinds.ts'
import type { Sighting, Watched } from './incident.ts'

/** Series of one flow fall silent together; a rare one is found silent later, but its last fact is not later. */
const TOGETHER_BUCKETS = 3

export function isSilence({ kind }: Pick<Sighting, 'kind'>): boolean {
  return kindOf(kind).drawing === 'gap'
}

interface Silent {
  sighting: Pick<Sighting, 'onset'>
  series: Pick<Watched, 'flow' | 'bucket'>
}

/** Whether two silences are one: of the same flow, and begun within a few buckets of the wider of the two series. */
export function isSameSilence(a: Silent, b: Silent): boolean {
  const slack = Math.max(TOGETHER_BUCKETS * Math.max(a.series.bucket, b.series.bucket), HOUR)
  return (
    a.series.flow === b.series.flow &&
    a.sighting.onset.lower <= b.sighting.onset.upper + slack &&
    b.sighting.onset.lower <= a.sighting.onset.upper + slack
  )
}
