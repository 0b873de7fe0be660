// The return on what was spent.
import { lifecyclesOpen } from '../../src/exposition/metrics/lifecycles-open.ts'
import { roiLatencyP50 } from '../../src/indicators/money/roi-latency-p50.ts'
import { type AnyPanel, lines } from '../panels.ts'
import { only } from '../queries.ts'
import { withBands } from '../shapes.ts'

export function returnRow(): AnyPanel[] {
  return [
    withBands(roiLatencyP50, {
      title: 'ROI latency',
      description:
        'Age by which half of the investments have realised value; what is still pending counts as pending. Green: its interval. Blue: where it counts as normal.',
      width: 16,
    }),
    lines({
      title: 'Still open',
      description: 'Lifecycles that have begun and not ended, by kind.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: only(lifecyclesOpen), legend: '{{kind}}' }],
    }),
  ]
}
