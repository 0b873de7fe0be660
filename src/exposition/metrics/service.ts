// What runs.
import { type Info, info } from '../metric.ts'

export const buildInfo: Info = info({
  name: 'slowburn_build_info',
  topic: 'service',
  help: 'Always 1; its labels say which version runs on which Node.js.',
  labels: ['version', 'node_version'],
  about: version => ({ version, node_version: process.version }),
})
