// What has begun and not ended.
import { LIFECYCLE_KINDS, lifecycleKinds } from '../../lifecycles/registry.ts'
import { type Reading, reading } from '../metric.ts'

const LASTING = LIFECYCLE_KINDS.filter(kind => lifecycleKinds[kind].lasts)

export const lifecyclesOpen: Reading = reading({
  name: 'slowburn_lifecycles_open',
  topic: 'service',
  help: 'Lifecycles that have begun and not ended, by kind.',
  labels: ['kind'],
  read: ({ store }) => LASTING.map(kind => [store.lifecycles.openCount(kind), { kind }]),
  example: [
    [12, { kind: 'task' }],
    [40, { kind: 'roi' }],
  ],
})
