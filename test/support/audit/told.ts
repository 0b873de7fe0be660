// Lifecycles as they are kept one by one.
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import type { Lifecycle } from '../../../src/lifecycles/lifecycle.ts'

export function taskOf(more: Partial<Lifecycle> = {}): Lifecycle {
  return {
    kind: 'task',
    source: 'platform',
    subject: 'a',
    openedAt: DAY,
    startedAt: DAY + MINUTE,
    start: 'measured',
    endedAt: DAY + HOUR,
    outcome: 'completed',
    measures: {},
    labels: { model: 'aurora', task_type: 'build' },
    ...more,
  }
}

export function claimOf(more: Partial<Lifecycle> = {}): Lifecycle {
  return {
    kind: 'claim',
    source: 'platform',
    subject: 'c',
    openedAt: DAY,
    startedAt: null,
    start: null,
    endedAt: DAY + HOUR,
    outcome: 'true',
    measures: { audit: 1, probability: 0.9, propensity: 0.2, unaudited_at: DAY + MINUTE, unaudited_true: 1 },
    labels: { claim_type: 'built' },
    ...more,
  }
}
