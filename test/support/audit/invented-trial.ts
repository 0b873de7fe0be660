// What came of invented plants.
import type { Trial } from '../../../src/assurance/audit/trial.ts'
import { DAY, HOUR } from '../../../src/core/duration.ts'

/** A Monday. */
export const ONSET = Date.UTC(2026, 3, 20)

export function trialOf(more: Partial<Trial> = {}): Trial {
  return {
    plant: 'level',
    series: {
      id: 1,
      key: 'task_run_time_p50{task_type="build"}',
      indicator: 'task_run_time_p50',
      labels: { task_type: 'build' },
      bucket: HOUR,
    },
    onset: ONSET,
    until: ONSET + 3 * DAY,
    raised: [
      {
        at: ONSET + 2 * HOUR,
        kind: 'level',
        direction: 'up',
        severity: 'page',
        onset: { value: ONSET, lower: ONSET - HOUR, upper: ONSET + HOUR },
      },
    ],
    reported: {
      at: ONSET + 3 * HOUR,
      to: 'on-call@example.org',
      channel: 'email',
      subject: 'PAGE Task run time p50 of build stepped up +120 %',
      size: 70_000,
    },
    suppressed: [],
    ...more,
  }
}
