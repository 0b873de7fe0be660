// Whether rollbacks are ready, and when each was last rehearsed.
import { readinessOf } from '../../rollouts/readiness.ts'
import { type Reading, reading } from '../metric.ts'
import { seconds } from '../seconds.ts'

export const rolloutReady: Reading = reading({
  name: 'slowburn_rollout_ready',
  topic: 'changes',
  help: '1: the rollback from the version that runs to the one before is ready; 0: it is not, or that is not known.',
  labels: ['rollout'],
  read: ({ store, settings, now }) =>
    settings.rollouts.map(one => {
      const { rollout, verdict } = readinessOf(one, store, now)
      return [verdict === 'ready' ? 1 : 0, { rollout }] as const
    }),
  example: [[1, { rollout: 'api' }]],
})

export const rolloutVerdict: Reading = reading({
  name: 'slowburn_rollout_verdict',
  topic: 'changes',
  help: 'Always 1; whether a rollback is ready: ready, not ready, insufficient or broken.',
  labels: ['rollout', 'verdict'],
  read: ({ store, settings, now }) =>
    settings.rollouts.map(one => {
      const { rollout, verdict } = readinessOf(one, store, now)
      return [1, { rollout, verdict }] as const
    }),
  example: [[1, { rollout: 'api', verdict: 'ready' }]],
})

export const rolloutRehearsed: Reading = reading({
  name: 'slowburn_rollout_rehearsed_timestamp_seconds',
  topic: 'changes',
  help: 'When the last rehearsal of the rollback that would be made ended; absent where it was never rehearsed.',
  labels: ['rollout'],
  read: ({ store, settings, now }) =>
    settings.rollouts.flatMap(one => {
      const { rollout, rehearsedAt } = readinessOf(one, store, now)
      return rehearsedAt === null ? [] : [[seconds(rehearsedAt), { rollout }] as const]
    }),
  example: [[1_790_000_000, { rollout: 'api' }]],
})
