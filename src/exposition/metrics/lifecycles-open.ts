// What has begun and not ended.
import { type Gauge, gauge } from '../metric.ts'

export const lifecyclesOpen: Gauge = gauge({
  name: 'slowburn_lifecycles_open',
  topic: 'service',
  help: 'Lifecycles that have begun and not ended, by kind.',
  labels: ['kind'],
  samples: ({ openLifecycles }) => Object.entries(openLifecycles).map(([kind, count]) => [count, { kind }]),
})
