// Money flow: whether it is still written down that money moves.
import { roiLatencyP50 } from '../../src/indicators/money/roi-latency-p50.ts'
import { observationRate } from '../../src/indicators/pulse/observation-rate.ts'
import type { Board } from '../grafana/board.ts'
import { UIDS } from '../grafana/links.ts'
import { byLabel, inAll, states } from '../grafana/shapes.ts'

export function money(): Board {
  return {
    uid: UIDS.money,
    title: 'slowburn: does money still move?',
    description:
      'Entries of ledgers and readings of gauges, as often as they come, beside the time until spending comes back.',
    rows: [
      {
        title: 'Money flow',
        panels: [
          byLabel(observationRate, {
            title: 'How often is something written down?',
            description:
              'Rows of a ledger and readings of a gauge in a bucket, by their name. That they stop is a change too.',
            width: 12,
            height: 10,
          }),
          byLabel(roiLatencyP50, {
            title: 'How long until spending comes back?',
            description: 'Age by which half of the investments have realised value.',
            width: 12,
            height: 10,
          }),
          inAll(observationRate, {
            title: 'How much is written down a second, in all?',
            description: 'The rates of all series together, whatever the widths of their buckets.',
            width: 24,
          }),
          states([observationRate, roiLatencyP50]),
        ],
      },
    ],
  }
}
