// The return: how long until what is spent comes back.
import { lifecyclesOpen } from '../../src/exposition/metrics/lifecycles-open.ts'
import { roiLatencyP50 } from '../../src/indicators/money/roi-latency-p50.ts'
import type { Board } from '../grafana/board.ts'
import { UIDS } from '../grafana/links.ts'
import { lines } from '../grafana/panels.ts'
import { only } from '../grafana/queries.ts'
import { states, withBands } from '../grafana/shapes.ts'

export function roi(): Board {
  return {
    uid: UIDS.roi,
    title: 'slowburn: does spending come back later?',
    description:
      'How long until half of what is invested has realised value, how sure that is, and how much is still pending.',
    rows: [
      {
        title: 'Return',
        panels: [
          withBands(roiLatencyP50, {
            title: 'How long until spending comes back?',
            description:
              'Age by which half of the investments have realised value; what is still pending counts as pending.',
            width: 16,
            height: 12,
          }),
          lines({
            title: 'How many investments are pending?',
            description: 'Investments that have begun and have neither realised value nor been written off.',
            width: 8,
            height: 12,
            unit: 'short',
            min: 0,
            lines: [{ expr: only(lifecyclesOpen, 'kind="roi"'), legend: '{{instance}}' }],
          }),
          states([roiLatencyP50]),
        ],
      },
    ],
  }
}
