// What is owed to people and what became of it.
import { type Counter, counter, type Gauge, gauge } from '../metric.ts'
import { seconds } from '../seconds.ts'

const OUTBOX_STATES = ['queued', 'attempting', 'accepted', 'dead', 'superseded'] as const

export const outboxEntries: Gauge = gauge({
  name: 'slowburn_outbox_entries',
  topic: 'alerts',
  help: 'Messages in the outbox by state; queued and attempting ones are unsent, dead ones were given up.',
  labels: ['state'],
  samples: ({ outbox }) => OUTBOX_STATES.map(state => [outbox.counts[state] ?? 0, { state }]),
})

export const outboxOldest: Gauge = gauge({
  name: 'slowburn_outbox_oldest_unsettled_timestamp_seconds',
  topic: 'alerts',
  help: 'When the oldest unsent message was created; absent when there is none.',
  samples: ({ outbox }) => [[seconds(outbox.oldestUnsettled)]],
})

export const notifierUp: Gauge = gauge({
  name: 'slowburn_notifier_up',
  topic: 'alerts',
  help: '1 if the notifier could be opened and says whom it reaches, 0 if not; absent where no contact uses it.',
  labels: ['channel'],
  samples: ({ notifiers }) => notifiers.map(({ channel, up }) => [Number(up), { channel }]),
})

const OUTCOMES = ['accepted', 'retry', 'permanent', 'unknown'] as const

export const deliveries: Counter = counter({
  name: 'slowburn_deliveries_total',
  topic: 'alerts',
  help: 'Attempts to deliver a message, by outcome (accepted, retry, permanent, unknown).',
  labels: ['notifier', 'outcome'],
  zeros: ({ notifiers }) => notifiers.flatMap(notifier => OUTCOMES.map(outcome => ({ notifier, outcome }))),
})
