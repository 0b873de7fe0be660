// A rollback that would not be ready is an alarm of its own: before it is needed.
import type { RolloutSettings } from '../../../config/keys/rollouts.ts'
import type { Millis } from '../../../core/clock.ts'
import { type ReadinessStore, readinessOf } from '../../../rollouts/readiness.ts'
import { briefly, type OwnAlarm, sentence } from './raise.ts'

/** There is none where there is nothing to go back to yet. Since when is not kept: it is only seen. */
export function rolloutAlarms(
  rollouts: readonly RolloutSettings[],
  store: ReadinessStore,
  now: Millis,
): OwnAlarm[] {
  return rollouts.flatMap(settings => {
    const { rollout, verdict, pair, reasons } = readinessOf(settings, store, now)
    if (pair === null || verdict === 'ready') return []
    const alarm: OwnAlarm = {
      labels: { alertname: 'SlowburnRolloutNotReady', rollout, severity: 'watch' },
      since: now,
      words: from => ({
        summary: `Rolling ${rollout} back from ${pair.from} to ${pair.to} is not ready: ${briefly(reasons[0] ?? verdict)}`,
        description: `It is ${verdict} since ${from}. ${reasons.map(sentence).join(' ')} slowburn rollout status ${rollout} says all of it.`,
      }),
    }
    return [alarm]
  })
}
