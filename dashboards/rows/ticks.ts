// Whether slowburn works and delivers, and what it costs.
import * as deliveryMetrics from '../../src/exposition/metrics/delivery.ts'
import * as serviceMetrics from '../../src/exposition/metrics/service.ts'
import * as tickMetrics from '../../src/exposition/metrics/ticks.ts'
import { type AnyPanel, lines, number } from '../panels.ts'
import { HERE, only } from '../queries.ts'
import { meanOf, rateOf } from '../shapes.ts'

export function tickRow(): AnyPanel[] {
  return [...ticks(), ...delivery(), ...cost()]
}

function ticks(): AnyPanel[] {
  return [
    number({
      title: 'Last tick',
      description:
        'Time since slowburn last did all its work. More than a few intervals: what it shows is old.',
      width: 6,
      height: 8,
      unit: 's',
      expr: `time() - ${only(tickMetrics.lastTick)}`,
      alarm: 600,
    }),
    meanOf(
      tickMetrics.tickStage.name,
      'stage',
      'Time of a stage',
      'Mean time that a stage took in one tick.',
      9,
    ),
    rateOf(
      tickMetrics.tickFailures.name,
      'stage',
      'Failures of a stage',
      'Ticks in which a stage failed.',
      'ops',
      9,
    ),
  ]
}

function delivery(): AnyPanel[] {
  return [
    number({
      title: 'Oldest unsent message',
      description: 'How long the oldest message that no server has accepted yet has been waiting. None: 0.',
      width: 6,
      height: 8,
      unit: 's',
      expr: `time() - ${only(deliveryMetrics.outboxOldest)} or 0 * ${only(serviceMetrics.buildInfo)}`,
      alarm: 900,
    }),
    lines({
      title: 'Outbox',
      description: 'Messages by state: queued and attempting are unsent, dead were given up.',
      width: 9,
      unit: 'short',
      min: 0,
      lines: [
        { expr: only(deliveryMetrics.outboxEntries, 'state=~"queued|attempting|dead"'), legend: '{{state}}' },
      ],
    }),
    rateOf(
      deliveryMetrics.deliveries.name,
      'outcome',
      'Deliveries',
      'Attempts to deliver a message, by outcome.',
      'ops',
      9,
    ),
  ]
}

/** What the process uses. */
function cost(): AnyPanel[] {
  return [
    lines({
      title: 'Memory',
      description: 'Resident memory of the process.',
      width: 8,
      unit: 'bytes',
      min: 0,
      lines: [{ expr: `process_resident_memory_bytes{${HERE}}`, legend: 'resident' }],
    }),
    lines({
      title: 'Processor',
      description: 'Processor time used per second; 1 is one core.',
      width: 8,
      unit: 'short',
      min: 0,
      lines: [{ expr: `rate(process_cpu_seconds_total{${HERE}}[$__rate_interval])`, legend: 'cores' }],
    }),
    lines({
      title: 'Event loop lag',
      description:
        'How late the event loop runs its timers, 99th percentile. A scrape waits at least as long.',
      width: 8,
      unit: 's',
      min: 0,
      lines: [{ expr: `nodejs_eventloop_lag_p99_seconds{${HERE}}`, legend: 'p99' }],
    }),
  ]
}
