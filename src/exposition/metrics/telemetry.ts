// Whether what is pushed by OpenTelemetry arrives.
import { type Counter, counter } from '../metric.ts'

const OUTCOMES = ['accepted', 'failed'] as const

export const telemetryPushes: Counter = counter({
  name: 'slowburn_telemetry_pushes_total',
  topic: 'service',
  help: 'Requests with metrics that were pushed by OTLP, by outcome: accepted, or failed after all retries or taken only in part; what they held comes with the next push.',
  labels: ['outcome'],
  zeros: () => OUTCOMES.map(outcome => ({ outcome })),
})
