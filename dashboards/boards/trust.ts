// Trust: whether what is claimed is true.
import { lifecyclesOpen } from '../../src/exposition/metrics/lifecycles-open.ts'
import { claimedVerifiedGap } from '../../src/indicators/trust/claimed-verified-gap.ts'
import type { Board } from '../grafana/board.ts'
import { UIDS } from '../grafana/links.ts'
import { lines } from '../grafana/panels.ts'
import { only } from '../grafana/queries.ts'
import { states, withBands } from '../grafana/shapes.ts'

export function trust(): Board {
  return {
    uid: UIDS.trust,
    title: 'slowburn: is more claimed than is true?',
    description:
      'What is claimed minus what proved true, how sure that is, and how many claims nobody has verified yet.',
    rows: [
      {
        title: 'Trust',
        panels: [
          withBands(claimedVerifiedGap, {
            title: 'How much more is claimed than proves true?',
            description:
              'Mean stated probability of claims minus the share that is true. The interval is wide where few claims were audited at random.',
            width: 16,
            height: 12,
          }),
          lines({
            title: 'How many claims has nobody verified?',
            description: 'Claims that have been made and have no outcome.',
            width: 8,
            height: 12,
            unit: 'short',
            min: 0,
            lines: [{ expr: only(lifecyclesOpen, 'kind="claim"'), legend: '{{instance}}' }],
          }),
          states([claimedVerifiedGap]),
        ],
      },
    ],
  }
}
