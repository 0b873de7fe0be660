// Whether what is claimed is true.
import { observationRate } from '../../src/indicators/pulse/observation-rate.ts'
import { claimedVerifiedGap } from '../../src/indicators/trust/claimed-verified-gap.ts'
import type { AnyPanel } from '../panels.ts'
import { byLabel, withBands } from '../shapes.ts'

export function trustRow(): AnyPanel[] {
  return [
    withBands(claimedVerifiedGap, {
      title: 'Claimed-verified gap: $claim_type',
      description:
        'What is claimed minus what proved true; above 0 too much is claimed. Green: its interval, which is wide where few claims were audited at random. Blue: where it counts as normal.',
      width: 12,
    })
      .repeat('claim_type')
      .maxPerRow(2),
    byLabel(observationRate, 'Observations', 'Gauge readings and rows written in a bucket, by name.', 12),
  ]
}
