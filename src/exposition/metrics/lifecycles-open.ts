// What has begun and not ended.
import { LIFECYCLE_KINDS, lifecycleKinds } from '../../lifecycles/registry.ts'
import { type Reading, reading } from '../metric.ts'

export const lifecyclesOpen: Reading = reading({
  name: 'slowburn_lifecycles_open',
  topic: 'service',
  help: 'Lifecycles that have begun and not ended, by kind.',
  labels: ['kind'],
  // One that is open though its kind is over in a moment is open all the same.
  read: ({ store }) =>
    LIFECYCLE_KINDS.map(kind => [store.lifecycles.openCount(kind), { kind }] as const).filter(
      ([count, { kind }]) => count > 0 || lifecycleKinds[kind].lasts,
    ),
  example: [
    [12, { kind: 'task' }],
    [40, { kind: 'roi' }],
    [7, { kind: 'claim' }],
  ],
})
