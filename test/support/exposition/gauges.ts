// The gauges of a snapshot with their samples as data, for tests that ask for no more than those.
import { atOnce } from '../../../src/core/turns/pause.ts'
import type { GaugeFamily, Sample } from '../../../src/exposition/family.ts'
import { readingLabels } from '../../../src/exposition/published/family.ts'
import {
  type Asking,
  NOTHING_PUBLISHED,
  type Published,
  published,
} from '../../../src/exposition/published/gauges.ts'
import type { Snapshot } from '../../../src/exposition/snapshot.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'

export function gaugesOf(
  snapshot: Snapshot,
  indicators: readonly Indicator[],
  asking: Asking = {},
): GaugeFamily[] {
  return familiesIn(atOnce(published(snapshot, indicators, NOTHING_PUBLISHED, asking)))
}

export function familiesIn({ families }: Published): GaugeFamily[] {
  const read = readingLabels()
  return families.map(one => {
    const data = one.data(read)
    const samples: readonly Sample[] = data.type === 'histogram' ? [] : data.samples
    return { family: one.family, samples }
  })
}
