// What runs, and what it holds.
import { type Gauge, gauge, type Info, info } from '../metric.ts'

export const buildInfo: Info = info({
  name: 'slowburn_build_info',
  topic: 'service',
  help: 'Always 1; its labels say which version runs on which Node.js.',
  labels: ['version', 'node_version'],
  about: version => ({ version, node_version: process.version }),
})

export const openLifecycles: Gauge = gauge({
  name: 'slowburn_lifecycles_open',
  topic: 'service',
  help: 'Lifecycles that have begun and not ended, by kind.',
  labels: ['kind'],
  samples: ({ openLifecycles: open }) => Object.entries(open).map(([kind, count]) => [count, { kind }]),
})
